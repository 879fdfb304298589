import type { Id } from "../protocol/id.ts";
import type { Changes, Model } from "./model.ts";

/** Shows that a user types in a channel until then; undefined: that the user does not. */
export function setTyping(model: Model, channel: Id, user: Id, until_ms: number | undefined, changes: Changes): void {
  const known = model.typing.get(channel);
  if (until_ms === undefined && !known?.has(user)) return;
  const users = new Map(known);
  if (until_ms === undefined) users.delete(user);
  else users.set(user, until_ms);
  if (users.size === 0) model.typing.delete(channel);
  else model.typing.set(channel, users);
  changes.typing.add(channel);
}

/** Takes away who has stopped typing. Returns when the next one will have, by the clock of `now_ms`. */
export function expireTyping(model: Model, now_ms: number, changes: Changes): number | undefined {
  let next_ms: number | undefined;
  for (const [channel, users] of model.typing) {
    for (const [user, until_ms] of users) {
      if (until_ms <= now_ms) setTyping(model, channel, user, undefined, changes);
      else next_ms = Math.min(next_ms ?? until_ms, until_ms);
    }
  }
  return next_ms;
}
