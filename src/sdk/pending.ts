import type { Id } from "../protocol/id.ts";
import type { CommandError } from "./error.ts";
import type { Changes, Model, Pending } from "./model.ts";

/** Puts in a message on its way, in place of what was known of it. */
export function putPending(model: Model, message: Pending, changes: Changes): void {
  const known = model.pending.get(message.channel) ?? [];
  const at = known.findIndex(({ id }) => id === message.id);
  model.pending.set(message.channel, at === -1 ? [...known, message] : known.with(at, message));
  changes.messages.add(message.channel);
}

export function takePending(model: Model, channel: Id, id: Id, changes: Changes): void {
  const known = model.pending.get(channel);
  const left = known?.filter((message) => message.id !== id);
  if (!known || left?.length === known.length) return;
  if (left?.length) model.pending.set(channel, left);
  else model.pending.delete(channel);
  changes.messages.add(channel);
}

export function failPending(model: Model, channel: Id, id: Id, error: CommandError, changes: Changes): void {
  const message = findPending(model, channel, id);
  if (message) putPending(model, { ...message, error }, changes);
}

export function findPending(model: Model, channel: Id, id: Id): Pending | undefined {
  return model.pending.get(channel)?.find((message) => message.id === id);
}
