import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { actionsOf } from "./action.ts";
import { IconButton } from "./iconbutton.tsx";
import { useCameUnder } from "./pointer.ts";

interface MessageActionsProps {
  readonly message: Message;
  readonly editing: Signal<number | undefined>;
}

/** What can be done with a message, by whom. */
export function MessageActions({ message, editing }: MessageActionsProps) {
  const store = useStore();
  const element = useRef<HTMLDivElement>(null);
  const cameUnder = useCameUnder(element).value;
  const actions = actionsOf(store, message, editing);
  if (actions.length === 0) return null;
  return (
    <div class="message-reach">
      <div ref={element} class={cameUnder ? "message-actions came-under" : "message-actions"}>
        {actions.map(({ icon, text, run, isLocal }) => (
          <IconButton
            icon={icon}
            key={icon}
            label={text}
            title={store.isCutOff && !isLocal ? words().offline.needsServer : undefined}
            disabled={store.isCutOff && !isLocal}
            onClick={run}
          />
        ))}
      </div>
    </div>
  );
}
