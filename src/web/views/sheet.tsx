import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { actionsOf, copyBody } from "./action.ts";
import { useModal } from "./dialog/modal.ts";
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
  useModal(element, close);
  const actions = actionsOf(store, message, editing);
  const title = words().sheet.title(store.user(message.author)?.name ?? "");
  return (
    <dialog
      ref={element}
      class="dialog sheet"
      // The focus is on itself, and not on its first entry, which a finger did not ask for.
      tabIndex={-1}
      autofocus
      aria-label={title}
    >
      <div class="sheet-actions">
        {message.body !== "" && (
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              close();
              copyBody(message);
            }}
          >
            <Icon name="copy" />
            {words().sheet.copyText}
          </button>
        )}
        {actions.map(({ icon, text, run, danger, isLocal }) => (
          <button
            key={icon}
            type="button"
            class={danger ? "menu-item danger" : "menu-item"}
            disabled={store.isCutOff && !isLocal}
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
