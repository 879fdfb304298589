declare module "*.png" {
  /** Where it lies: beside this file, or inside of the executable. */
  const path: string;
  export default path;
}
