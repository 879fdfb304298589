/** Who is in which channels, and a workspace of such people. */
import { join } from "node:path";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { Write } from "../../src/store/write.ts";
import { fill, makeWorkspace, postings, type Workspace } from "../workspace.ts";

const batch_writes = 1000;

/** Channels are within a team of this many people. */
const team_people = 400;

/**
 * A person's 20 channels: direct ones and projects are small, a few have a department, one has the whole team. Who writes,
 * writes in each of them equally often. That is the same for any number of people: more people are more teams.
 */
const kinds = [
  { members: 10, each: 8 },
  { members: 25, each: 8 },
  { members: 100, each: 3 },
  { members: team_people, each: 1 },
] as const;

export const channels_each = sum(kinds.map(({ each }) => each));
/** How many people a message reaches on average. */
export const deliveries_per_message = sum(kinds.map(({ each, members }) => each * members)) / channels_each;
const channels_per_team = sum(kinds.map(({ each, members }) => (each * team_people) / members));
/** How many members a channel has on average. */
export const members_per_channel = (team_people * channels_each) / channels_per_team;

/** Odd, and no multiples of 5: multiplied with one of them, the people of a team come in another order each. */
const shuffles = [1, 3, 7, 9, 11, 13, 17, 19];

/** The channels, by their numbers from 1, of the user with a number from 1. */
export function channelsOf(user: number): number[] {
  const place = (user - 1) % team_people;
  let first = 1 + Math.floor((user - 1) / team_people) * channels_per_team;
  return kinds.flatMap(({ members, each }) =>
    shuffles.slice(0, each).map((shuffle) => {
      const channel = first + Math.floor(((place * shuffle) % team_people) / members);
      first += team_people / members;
      return channel;
    }),
  );
}

/** A workspace of so many people; every channel has history, which everybody has read. */
export async function makeTeams(folder: string, people: number, messages_per_channel: number): Promise<Workspace> {
  const channels = Math.ceil(people / team_people) * channels_per_team;
  const workspace = await makeWorkspace(folder, { users: people, channels, channelsOf });
  await fill(
    workspace,
    postings(channels * messages_per_channel, people, (message) => 1 + (message % channels)),
  );
  await readAll(workspace, channels);
  return workspace;
}

async function readAll({ folder, people }: Workspace, channels: number): Promise<void> {
  const store = openSqlite({ path: join(folder, "bantam.db"), durability: "relaxed" });
  const heads = await store.heads(Array.from({ length: channels }, (_, i) => i + 1));
  let writes: Write[] = [];
  for (let user = 1; user <= people.length; user++) {
    for (const channel of channelsOf(user)) {
      writes.push({ type: "read.set", channel, user, seq: heads[channel - 1]?.rev ?? 0 });
      if (writes.length < batch_writes) continue;
      await store.commit(writes);
      writes = [];
    }
  }
  await store.commit(writes);
  await store.close();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
