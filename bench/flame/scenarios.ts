/** What is profiled: the scenarios of many messages at full load, and the reading of history. */
import { join } from "node:path";
import { askServer } from "../../src/cli/socket.ts";
import { profile as profileShape, type Profile } from "../../src/profile/profile.ts";
import { commandId } from "../../src/protocol/id.ts";
import { Socket } from "../../test/support/socket.ts";
import { fillDatabase } from "../baseline/database.ts";
import { baseline, bantamJson, type Contender, startScript } from "../contenders.ts";
import type { Bench } from "../figure.ts";
import { shapes } from "../scenarios.ts";
import { atFullLoad, type Shape, takeTurns } from "../turns.ts";
import { fill, makeWorkspace, type Posting, postings, type Workspace } from "../workspace.ts";

const readers = 8;
const history_messages_max = 200_000;
const newest = 1000;
const page_messages = 50;

interface Subject {
  readonly contender: Contender;
  /** Stores a history in a workspace whose server has not started. */
  fill(workspace: Workspace, posted: Iterable<Posting>): Promise<void> | void;
  startFilled(bench: Bench, workspace: Workspace): ReturnType<Contender["start"]>;
  /** What asks for the page that begins so many messages before the newest of `last`. */
  page(last: number, back: number): object;
}

const startBaseline = (workspace: Workspace) => startScript(join(import.meta.dir, "baseline.ts"), workspace.folder);

const subjects = {
  baseline: {
    contender: {
      ...baseline,
      start(_bench, workspace) {
        fillDatabase(workspace);
        return startBaseline(workspace);
      },
    },
    fill: fillDatabase,
    startFilled: (_bench, workspace) => startBaseline(workspace),
    // The baseline counts from the newest message, in a field of its own.
    page: (_last, offset) => ({ offset }),
  },
  bantam: {
    contender: bantamJson,
    fill,
    startFilled: (bench, workspace) => bantamJson.start(bench, workspace),
    // The first revs of the channel are of its members, who came before the first message.
    page: (last, back) => ({ before: last + readers - back }),
  },
} satisfies Record<string, Subject>;

/** By scenario and server. */
export const flames: Readonly<Record<string, (bench: Bench, seconds: number) => Promise<Profile>>> = Object.fromEntries(
  Object.entries({ ...shapes, history: undefined }).flatMap(([name, shape]) =>
    Object.entries<Subject>(subjects).map(([side, subject]) => [
      `${name}-${side}`,
      (bench, seconds) => (shape ? talk(bench, subject, seconds, shape) : read(bench, subject, seconds)),
    ]),
  ),
);

/** Everybody who sends does so as fast as the server takes it. */
function talk(bench: Bench, { contender }: Subject, seconds: number, shape: Shape): Promise<Profile> {
  const size = { ...bench.size, rounds: 1, tries: 1, wait_ms: 0, round_ms: seconds * 1000 };
  let folder = "";
  const watched: Contender = {
    ...contender,
    start(at, workspace) {
      ({ folder } = workspace);
      return contender.start(at, workspace);
    },
  };
  return takeTurns({ ...bench, size }, shape, [watched], async (rounds) => {
    const load = atFullLoad(shape.window);
    const [profile] = await Promise.all([profileOf(folder, seconds), rounds(load)]);
    return profile;
  });
}

/** Readers who ask for one page after the other: half of them recent ones, half of them from anywhere. */
async function read(bench: Bench, subject: Subject, seconds: number): Promise<Profile> {
  const messages = Math.min(bench.size.messages, history_messages_max);
  const plan = { users: readers, channels: 1, channelsOf: () => [1] };
  const workspace = await makeWorkspace(bench.newFolder(), plan);
  const [channel] = workspace.channels;
  if (channel === undefined) throw new Error("there is a channel");
  await subject.fill(
    workspace,
    postings(messages, readers, () => 1),
  );
  await using server = await subject.startFilled(bench, workspace);
  const sockets = await Promise.all(workspace.people.map(({ token }) => Socket.enter(server.url, token)));
  let isOver = false;
  const readOn = async (socket: Socket, range: number) => {
    while (!isOver) {
      const id = commandId();
      const page = subject.page(messages, Math.floor(Math.random() * range));
      socket.send(JSON.stringify([{ id, do: "message.list", channel, ...page }]));
      const answer = await socket.answer("message.list", id);
      if (answer.messages.length < page_messages) throw new Error("a page was not full");
      socket.received.length = 0;
    }
  };
  const reading = sockets.map((socket, i) =>
    readOn(socket, i % 2 === 0 ? Math.min(newest, messages) / 2 : messages / 2),
  );
  const profiling = profileOf(workspace.folder, seconds).finally(() => {
    isOver = true;
  });
  const [profile] = await Promise.all([profiling, ...reading]);
  for (const socket of sockets) socket.cut();
  return profile;
}

async function profileOf(folder: string, seconds: number): Promise<Profile> {
  const text = await askServer(folder, "profile", { seconds });
  if (text === undefined) throw new Error("the server does not answer");
  return profileShape.read(JSON.parse(text), "profile", "server");
}
