import type { AnswerOf } from "../protocol/commands.ts";
import type { Id } from "../protocol/id.ts";
import type { Member } from "../protocol/records.ts";
import type { Changes, Model } from "./model.ts";

/** Puts in a membership, where the channel's members are known and this is later than what is known of it. */
export function putMember(model: Model, member: Member, changes: Changes): void {
  const { channel, user, rev } = member;
  const members = model.members.get(channel);
  if (!members || (members.list.get(user)?.rev ?? -1) >= rev) return;
  const list = new Map(members.list);
  if (member.gone) list.delete(user);
  else list.set(user, member);
  model.members.set(channel, { ...members, list });
  changes.members.add(channel);
}

/** Puts in a page of a channel's members: the first, or one that goes on with those known. */
export function putMemberPage(
  model: Model,
  channel: Id,
  { rev, members, more }: AnswerOf<"member.list">,
  isFirst: boolean,
  changes: Changes,
): void {
  const known = isFirst ? undefined : model.members.get(channel);
  if (!model.channels.has(channel) || (!isFirst && !known)) return;
  const list = new Map<Id, Member>(known?.list);
  for (const { user, role } of members) list.set(user, { channel, rev, user, role });
  model.members.delete(channel);
  model.members.set(channel, { complete: !more, list });
  changes.members.add(channel);
}
