import type { Signal } from "@preact/signals";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { dialog } from "../state/layout.ts";
import type { Store } from "../state/store.ts";
import type { IconName } from "./icon.tsx";
import { mayRun } from "./right.ts";

export interface Action {
  readonly icon: IconName;
  readonly text: string;
  readonly run: () => void;
  readonly danger: boolean;
}

/** What this user can do with a message. */
export function actionsOf(store: Store, message: Message, editing: Signal<number | undefined>): Action[] {
  const { channel: id, seq, author } = message;
  const channel = store.channel(id);
  const isMine = author === store.me?.id;
  if (!channel || channel.archived || !(isMine || mayRun(channel, store.me))) return [];
  const edit = {
    icon: "pencil" as const,
    text: words().messages.editMessage,
    danger: false,
    run: () => {
      editing.value = seq;
    },
  };
  const remove = {
    icon: "trash" as const,
    text: words().messages.deleteMessage,
    danger: true,
    run: () => {
      dialog.value = { type: "delete", channel: id, seq };
    },
  };
  return isMine ? [edit, remove] : [remove];
}
