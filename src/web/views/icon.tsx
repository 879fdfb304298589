import { iconPaths } from "./icons.macro.ts" with { type: "macro" };

const paths = iconPaths();

export type IconName = keyof typeof paths;

/** A picture beside or in place of words. It says nothing to a screen reader: its button or text does. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
