/** Resolves to nothing after so long: for what is not to be waited for any longer. */
export function late(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });
}
