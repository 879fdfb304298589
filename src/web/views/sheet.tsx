import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { coverPage } from "../state/layers.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { actionsOf } from "./action.ts";
import { Icon } from "./icon.tsx";

interface SheetProps {
  readonly message: Message;
  readonly editing: Signal<number | undefined>;
  readonly close: () => void;
}

/** What can be done with a message, from below, for who rested a finger on it. */
export function MessageSheet({ message, editing, close }: SheetProps) {
  const store = useStore();
  const element = useRef<HTMLDialogElement>(null);
  const closing = useRef(close);
  closing.current = close;
  useEffect(() => {
    element.current?.showModal();
    // Not its first entry, which a finger did not ask for.
    element.current?.focus();
    return coverPage(() => closing.current());
  }, []);
  const title = words().sheet.title(store.user(message.author)?.name ?? "");
  return (
    // A touch beside the sheet is one on the element itself: its content covers the rest.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={element}
      class="dialog sheet"
      tabIndex={-1}
      aria-label={title}
      onClose={close}
      onClick={(event) => event.target === element.current && close()}
    >
      <div class="sheet-actions">
        <button
          type="button"
          class="menu-item"
          onClick={() => {
            close();
            attempt(navigator.clipboard.writeText(message.body));
          }}
        >
          <Icon name="copy" />
          {words().sheet.copyText}
        </button>
        {actionsOf(store, message, editing).map(({ icon, text, run, danger }) => (
          <button
            key={icon}
            type="button"
            class={danger ? "menu-item danger" : "menu-item"}
            disabled={store.isCutOff}
            onClick={() => {
              close();
              run();
            }}
          >
            <Icon name={icon} />
            {text}
          </button>
        ))}
        {store.isCutOff && <p class="hint">{words().offline.needsServer}</p>}
      </div>
    </dialog>
  );
}
