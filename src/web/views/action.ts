import type { Signal } from "@preact/signals";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { markUnread } from "../state/jump.ts";
import { dialog } from "../state/layout.ts";
import { attempt, notify } from "../state/notice.ts";
import { messagePath } from "../state/place.ts";
import type { Store } from "../state/store.ts";
import { copyText } from "./clipboard.ts";
import type { IconName } from "./icon.tsx";
import { mayDelete, mayEdit } from "./right.ts";

export interface Action {
  readonly icon: IconName;
  readonly text: string;
  readonly run: () => void;
  readonly danger?: boolean;
  /** Whether it can be done without the server. */
  readonly isLocal?: boolean;
}

/** What this user can do with a message. What takes it away comes last, where nobody presses it on the way. */
export function actionsOf(store: Store, message: Message, editing: Signal<number | undefined>): Action[] {
  const { channel: id, seq } = message;
  const channel = store.channel(id);
  if (!channel) return [];
  const actions: Action[] = [];
  if (mayEdit(message, channel, store.me))
    actions.push({
      icon: "pencil",
      text: words().messages.editMessage,
      run: () => {
        editing.value = seq;
      },
    });
  if (message.author !== store.me?.id)
    actions.push({
      icon: "unread",
      text: words().history.markUnread,
      run: () => attempt(markUnread(store, message)),
    });
  actions.push({ icon: "link", text: words().history.copyLink, isLocal: true, run: () => copyLink(message) });
  if (mayDelete(message, channel, store.me))
    actions.push({
      icon: "trash",
      text: words().messages.deleteMessage,
      danger: true,
      run: () => {
        dialog.value = { type: "delete", channel: id, seq };
      },
    });
  return actions;
}

export function copyBody({ body }: Message): void {
  const { composer } = words();
  copyText(body).then(
    () => notify(composer.copied),
    () => notify(composer.notCopied),
  );
}

function copyLink({ channel, seq }: Message): void {
  const link = `${location.origin}${messagePath(channel, seq)}`;
  const { history } = words();
  copyText(link).then(
    () => notify(history.linkCopied),
    // The browser does not let the page: then the person can.
    () => notify(history.linkToCopy(link)),
  );
}
