import { Refusal } from "../protocol/errors.ts";
import type { Event } from "../protocol/events.ts";
import type { Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import { byId, summaries } from "./channels.ts";
import type { Membership, User } from "./directory.ts";
import { visibleTo } from "./find.ts";
import { sizeOf } from "./recents.ts";
import { read } from "./row.ts";
import type { Services } from "./services.ts";
import { messageRecord, userRecord, workspaceRecord } from "./wire.ts";

/** What a message is on the wire besides its body, about. */

/**
 * A socket's beginning: it gets the state of its channels, and hears them from there on. Nothing is told between the two,
 * since reads are done between turns.
 */
export const hello = read<"hello">({
  who: "guest",
  async read(services, { user, session, caller }, { resume }) {
    const { directory, store, now } = services;
    const { name: workspace, ...colour } = workspaceRecord(services);
    // Two of them may have come in one frame.
    if (caller.hears) throw new Refusal("hello_first");
    const memberships = [...(await directory.enter(user)).values()].sort(byId);
    const answer = {
      epoch: store.epoch,
      session: session.id,
      me: userRecord(user),
      workspace,
      ...colour,
      now: now(),
      users_rev: directory.users_rev,
      ...(await summaries(services, memberships)),
    };
    const isResumed = resume !== undefined && resume.epoch === store.epoch;
    const changed = isResumed && {
      ...(await changesSince(services, memberships, resume.channels)),
      ...(await usersSince(services, user, resume.users_rev)),
    };
    caller.hear();
    return { ...answer, ...changed };
  },
});

/** What changed in each channel after the rev that the client has; `reload` where that is unknown or too much. */
async function changesSince({ directory, store }: Services, mine: readonly Membership[], revs: Record<Id, number>) {
  const changes: Event[] = [];
  const reload: Id[] = [];
  let room_bytes: number = limits.page_bytes_max;
  for (const { channel } of mine) {
    const { id } = channel;
    const rev = revs[id];
    if (rev === undefined || rev === channel.rev) continue;
    const room = limits.resume_changes_max - changes.length;
    // Every change took a rev, so that there are no more of them than that. What is too much is not even looked up.
    const behind = channel.rev - rev;
    const found =
      behind < 0 || behind > room || room_bytes <= 0 ? undefined : await store.changes(channel.n, rev, room);
    for (const row of found?.messages ?? []) room_bytes -= sizeOf(row, Buffer.byteLength(row.body));
    if (!found || room_bytes < 0) {
      reload.push(id);
      continue;
    }
    const events: (Event & { rev: number })[] = [];
    for (const row of found.messages) events.push({ event: "message", ...messageRecord(directory, channel, row) });
    for (const { user, role, gone, rev: changed } of found.members) {
      const member = directory.userByN(user).id;
      events.push({ event: "member", channel: id, rev: changed, user: member, role, ...(gone && { gone }) });
    }
    events.sort((a, b) => a.rev - b.rev);
    changes.push(...events);
  }
  return { changes, ...(reload.length > 0 && { reload }) };
}

async function usersSince(services: Services, me: User, users_rev: number) {
  const { directory } = services;
  if (users_rev > directory.users_rev) return { reload_users: true };
  const changed = [...directory.users.values()].filter((user) => user.rev > users_rev);
  if (changed.length > limits.page_records_max) return { reload_users: true };
  return { users: (await visibleTo(services, me, changed)).map(userRecord) };
}
