import type { AnswerOf, FieldsOf } from "../protocol/commands.ts";
import type { Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import { accent_default } from "../protocol/records.ts";
import { catchUp, putSummary } from "./apply.ts";
import { type Changes, dropChannel, dropContent, forget, type Model } from "./model.ts";

/** Asks for changes in `all` channels, or in those of which messages or members are known: the summary says the rest. */
export function helloFields(model: Model, all: boolean): FieldsOf<"hello"> {
  const { epoch, users_rev, channels, windows, members } = model;
  if (epoch === undefined) return {};
  const known = [...channels.values()]
    .map(({ channel, rev }) => ({ channel, rev, hasContent: windows.has(channel) || members.has(channel) }))
    .filter(({ hasContent }) => all || hasContent)
    .sort((a, b) => Number(b.hasContent) - Number(a.hasContent));
  const revs: Record<Id, number> = {};
  for (const { channel, rev } of known.slice(0, limits.entries_max)) revs[channel] = rev;
  return { resume: { epoch, users_rev, channels: revs } };
}

export function applyHello(model: Model, answer: AnswerOf<"hello">, changes: Changes, now_ms: number): void {
  if (model.epoch !== answer.epoch) forget(model, changes);
  model.epoch = answer.epoch;
  model.session = answer.session;
  model.me = answer.me.id;
  model.workspace = answer.workspace;
  model.accent = answer.accent ?? accent_default;
  model.clock_ahead_ms = answer.now - now_ms;
  changes.me = true;

  if (answer.reload_users) model.users.clear();
  for (const user of [...(answer.users ?? []), answer.me]) model.users.set(user.id, user);
  model.users_rev = answer.users_rev;
  changes.users = true;

  for (const channel of answer.reload ?? []) dropContent(model, channel, changes);
  for (const event of answer.changes ?? []) catchUp(model, event, changes);
  model.unlisted.clear();
  for (const channel of model.channels.keys()) model.unlisted.add(channel);
  applyList(model, answer, changes);
}

/** Puts in a page of the list of one's channels. After its end, those that it did not name are gone. */
export function applyList(model: Model, page: AnswerOf<"channel.list">, changes: Changes): void {
  for (const summary of page.channels) putSummary(model, summary, changes);
  if (page.more) return;
  for (const channel of model.unlisted) dropChannel(model, channel, changes);
}
