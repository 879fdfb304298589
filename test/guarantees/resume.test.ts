/** Guarantee 4, by chance: whatever people do, and wherever their connections break, they end with the server's state. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import { CommandError } from "../../src/sdk/error.ts";
import { messagesOf } from "../../src/sdk/window.ts";
import { handles, openWorkspace, type Workspace } from "../support/people.ts";
import { newSeed } from "../support/random.ts";
import { Replica } from "../support/replica.ts";
import { gapsIn } from "../support/revs.ts";

const runs = 16;
const ms_max = 120_000;

/** One step: somebody does something, to a channel, a person and a message that are picked when its turn comes. */
interface Step {
  readonly who: number;
  readonly does: (typeof doings)[number];
  readonly channel: number;
  readonly whom: number;
  readonly message: number;
  /** Whether the next step waits until this one is answered. */
  readonly waits: boolean;
}

// What is there more often happens more often.
const doings = [
  ...(["send", "send", "send", "send", "edit", "edit", "edit", "edit", "delete", "delete"] as const),
  ...(["join", "leave", "add", "add", "remove", "promote", "demote"] as const),
  ...(["rename", "topic", "archive", "unarchive", "read", "call oneself", "change role"] as const),
  ...([
    "create",
    "open direct",
    "cut",
    "cut",
    "cut in a frame",
    "go away",
    "come back",
    "come back",
    "reload",
  ] as const),
];

const step: fc.Arbitrary<Step> = fc
  .record({
    who: fc.nat(handles.length - 1),
    does: fc.constantFrom(...doings),
    channel: fc.nat(5),
    whom: fc.nat(handles.length - 1),
    message: fc.nat(9),
    waits: fc.boolean(),
  })
  .map((taken) => ({ ...taken, [fc.toStringMethod]: () => told(taken) }));

/** A line of the story that a failure is reported with. */
function told({ who, does, channel, whom, message, waits }: Step): string {
  return `\n${handles[who]}: ${does} (channel ${channel}, ${handles[whom]}, message ${message})${waits ? ", waits" : ""}`;
}

class Play implements Disposable {
  readonly #workspace: Workspace;
  readonly #channels: Id[];
  readonly actors: readonly Replica[];
  readonly #doing: Promise<void>[] = [];
  #count = 0;

  constructor(workspace: Workspace, channels: Id[]) {
    this.#workspace = workspace;
    this.#channels = channels;
    const { server, people } = workspace;
    this.actors = handles.map(
      (handle, index) => new Replica(server.url, people[handle].token, index % 2 === 0 ? "json" : "msgpack"),
    );
  }

  async take({ who, does, waits, ...picked }: Step): Promise<void> {
    const actor = this.actors[who];
    const channel = this.#channels[picked.channel % this.#channels.length];
    const handle = handles[picked.whom];
    if (!actor || channel === undefined || handle === undefined) return;
    const doing = this.#take(does, actor, channel, this.#workspace.people[handle].id, picked.message);
    this.#doing.push(doing);
    if (waits && actor.network.isUp) await doing;
  }

  /** Everybody is back, and everything that was asked is answered. */
  async end(): Promise<void> {
    for (const { network } of this.actors) network.up();
    await Promise.all(this.#doing);
    for (const actor of this.actors) await actor.settle();
  }

  [Symbol.dispose](): void {
    for (const actor of this.actors) actor[Symbol.dispose]();
  }

  async #take(does: Step["does"], actor: Replica, channel: Id, user: Id, message: number): Promise<void> {
    const text = `${does} ${++this.#count}`;
    const window = actor.client.model.windows.get(channel);
    const messages = window ? messagesOf(window) : [];
    const own = does === "edit" ? messages.filter(({ author }) => author === actor.client.model.me) : messages;
    const seq = own[message % own.length]?.seq ?? 1;
    switch (does) {
      case "send":
        return this.#try(actor, "message.send", { channel, body: `${text} @cho` });
      case "edit":
        return this.#try(actor, "message.edit", { channel, seq, body: text });
      case "delete":
        return this.#try(actor, "message.delete", { channel, seq });
      case "join":
        return this.#try(actor, "channel.join", { channel });
      case "leave":
        return this.#try(actor, "channel.leave", { channel });
      case "add":
        return this.#try(actor, "member.add", { channel, users: [user] });
      case "remove":
        return this.#try(actor, "member.remove", { channel, user });
      case "promote":
        return this.#try(actor, "member.set_role", { channel, user, role: "owner" });
      case "demote":
        return this.#try(actor, "member.set_role", { channel, user, role: "member" });
      case "rename":
        return this.#try(actor, "channel.rename", { channel, name: text });
      case "topic":
        return this.#try(actor, "channel.set_topic", { channel, topic: text });
      case "archive":
        return this.#try(actor, "channel.archive", { channel });
      case "unarchive":
        return this.#try(actor, "channel.unarchive", { channel });
      case "read":
        return this.#try(actor, "read.set", { channel, seq });
      case "call oneself":
        return this.#try(actor, "user.rename", { name: text });
      case "change role":
        return this.#try(actor, "user.set_role", {
          user,
          role: (["guest", "member", "admin"] as const)[message % 3] ?? "guest",
        });
      case "create":
        return this.#try(actor, "channel.create", { kind: message % 2 === 0 ? "public" : "private", name: text });
      case "open direct":
        return this.#try(actor, "channel.open_direct", { users: [user] });
      case "cut":
        return actor.network.cut();
      case "cut in a frame":
        return actor.network.cut(1 + message * 50);
      case "go away":
        return actor.network.down();
      case "come back":
        return actor.network.up();
      case "reload":
        return actor.reload();
    }
  }

  /** What may not be done is refused, which is fine: that everybody knows the same is what counts. */
  async #try<N extends Exclude<CommandName, "hello">>(actor: Replica, name: N, fields: FieldsOf<N>): Promise<void> {
    try {
      const answer = await actor.client.do(name, fields);
      if ("channel" in answer) this.#channels.push(answer.channel);
    } catch (error) {
      if (!(error instanceof CommandError) || error.code === "internal") throw error;
    }
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  await using workspace = await openWorkspace();
  const channels = [
    await workspace.channel("ana", ["ben", "cho"], "public"),
    await workspace.channel("ben", ["ana", "eli", "fin"], "private"),
  ];
  using together = new Play(workspace, channels);
  const sockets = await Promise.all(handles.map((handle) => workspace.socket(handle)));
  await Promise.all(together.actors.map(({ client }) => client.ready()));
  await Promise.all(together.actors.map((actor) => actor.load()));

  for (const { client } of together.actors)
    for (const channel of channels) if (client.model.channels.has(channel)) client.send(channel, "to begin with");

  for (const each of steps) await together.take(each);
  await together.end();
  for (const [index, actor] of together.actors.entries()) await actor.expectTruth(`${handles[index]}`);
  for (const socket of sockets) expect(gapsIn(socket.received)).toEqual([]);
}

test(
  "G4 whatever people do and wherever their connections are cut, each ends with exactly the server's state",
  () =>
    fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 80, size: "max" }), play), {
      numRuns: runs,
      seed: newSeed("resume"),
      interruptAfterTimeLimit: ms_max / 2,
    }),
  ms_max,
);
