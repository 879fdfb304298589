import { signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Client } from "../../sdk/client.ts";
import { asCommandError, type CommandError } from "../../sdk/error.ts";
import { words } from "../language/language.ts";
import { loadEdit, putIntoDraft, saveEdit } from "./memory.ts";
import { notify, sentenceOf } from "./notice.ts";
import { channelPath, currentChannel, go, messagePath } from "./place.ts";

/** A change of an own message that was given to the server. It goes on while its author looks at another channel. */
export interface Change {
  readonly channel: Id;
  readonly seq: number;
  /** Why it failed; undefined while it is under way. */
  readonly error: CommandError | undefined;
}

const changes = signal<readonly Change[]>([]);

export function changeOf(channel: Id, seq: number): Change | undefined {
  return changes.value.find((change) => change.channel === channel && change.seq === seq);
}

export function saveChange(client: Client, channel: Id, seq: number, body: string): void {
  put({ channel, seq, error: undefined });
  client.do("message.edit", { channel, seq, body }).then(
    () => dropChange(channel, seq),
    (thrown: unknown) => {
      const error = asCommandError(thrown);
      // Nobody is signed in any more who could be told.
      if (error.code === "closed") return dropChange(channel, seq);
      put({ channel, seq, error });
      if (currentChannel() === channel && loadEdit(channel)?.seq === seq) return;
      const isGone = !client.model.channels.has(channel);
      if (isGone) {
        putIntoDraft(channel, [body]);
        dropChange(channel, seq);
      }
      const show = () => go(isGone ? channelPath(channel) : messagePath(channel, seq));
      notify(words().unsent.notChanged(sentenceOf(error)), { text: words().unsent.show, run: show });
    },
  );
}

/** It is done, or its author goes on without it. */
export function dropChange(channel: Id, seq: number): void {
  if (loadEdit(channel)?.seq === seq) saveEdit(channel, undefined);
  changes.value = without(channel, seq);
}

function put(change: Change): void {
  changes.value = [...without(change.channel, change.seq), change];
}

function without(channel: Id, seq: number): Change[] {
  return changes.value.filter((change) => change.channel !== channel || change.seq !== seq);
}
