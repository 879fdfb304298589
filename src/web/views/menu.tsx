import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { useLeave } from "./leave.ts";

export interface MenuItem {
  readonly text: string;
  readonly run: () => void;
  readonly danger?: boolean;
}

interface MenuProps {
  readonly label: string;
  /** Whether what is seen on the button names it too, so that whoever speaks to their computer can say it. */
  readonly isNamedByContent?: boolean;
  readonly items: readonly MenuItem[];
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** A button with a list of actions, moved through by the arrow keys (WAI-ARIA Authoring Practices, menu button). */
export function Menu({ label, isNamedByContent = false, items, children, class: className = "" }: MenuProps) {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const close = () => {
    isOpen.value = false;
    root.current?.querySelector("button")?.focus();
  };
  useLeave({ root, isOpen, opened: () => entries(root.current)[0]?.focus() });
  return (
    <div class="menu-root" ref={root}>
      <button
        type="button"
        class={`menu-button ${className}`}
        aria-label={isNamedByContent ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {children}
      </button>
      {isOpen.value && (
        <div
          class="menu"
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (event.key === "Escape") close();
            else if (event.key === "Tab") isOpen.value = false;
            else if (step !== undefined) moveFocus(root.current, step);
            else return;
            if (event.key !== "Tab") event.preventDefault();
            event.stopPropagation();
          }}
        >
          {items.map(({ text, run, danger = false }) => (
            <button
              key={text}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={danger ? "menu-item danger" : "menu-item"}
              onClick={() => {
                close();
                run();
              }}
            >
              {text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function entries(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
}

function moveFocus(root: HTMLElement | null, step: number): void {
  const all = entries(root);
  const at = all.findIndex((entry) => entry === document.activeElement);
  all[(at + step + all.length) % all.length]?.focus();
}
