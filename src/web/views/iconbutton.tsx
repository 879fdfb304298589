import type { ButtonHTMLAttributes } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface IconButtonProps extends ButtonHTMLAttributes {
  readonly icon: IconName;
  /** What it does: seen by who points at it, heard by who does not see. */
  readonly label: string;
  readonly class?: string;
}

/** A button without words. */
export function IconButton({ icon, label, class: also, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={also === undefined ? "icon-button" : `icon-button ${also}`}
      aria-label={label}
    >
      <Icon name={icon} />
    </button>
  );
}
