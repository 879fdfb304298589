import type { RefObject } from "preact";
import { words } from "../language/language.ts";
import { keyCaps } from "../state/shortcuts.ts";
import { type Format, formats } from "../text/format.ts";
import { changeField } from "./field.ts";
import type { IconName } from "./icon.tsx";
import { IconButton } from "./iconbutton.tsx";

const buttons: readonly { readonly format: Format; readonly icon: IconName }[] = [
  { format: "bold", icon: "bold" },
  { format: "italic", icon: "italic" },
  { format: "strike", icon: "strike" },
  { format: "link", icon: "link" },
  { format: "list", icon: "list" },
  { format: "numbers", icon: "numbers" },
  { format: "quote", icon: "quote" },
  { format: "code", icon: "code" },
  { format: "codeBlock", icon: "codeBlock" },
];

/** What the keys do, for the mouse and the finger. Tab goes by it in one step; the arrow keys go from button to button. */
export function Toolbar({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const { names, keys, withKeys } = words().shortcuts;
  return (
    <div class="toolbar" role="toolbar" tabIndex={-1} aria-label={words().composer.toolbar} onKeyDown={moveByArrows}>
      {buttons.map(({ format, icon }, i) => (
        <IconButton
          icon={icon}
          key={format}
          tabIndex={i === 0 ? 0 : -1}
          label={names[format]}
          title={withKeys(names[format], keyCaps(format, keys).join(" "))}
          // The field keeps the focus and with it, on a phone, its keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => field.current && changeField(field.current, formats[format])}
        />
      ))}
    </div>
  );
}

function moveByArrows(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const isLeftToRight = getComputedStyle(event.currentTarget).direction === "ltr";
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll("button")];
  const at = all.findIndex((button) => button === document.activeElement);
  all[(at + (isLeftToRight ? step : -step) + all.length) % all.length]?.focus();
}
