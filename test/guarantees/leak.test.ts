/** Guarantee 5: what is taken away is gone before the `ok`: on open sockets, over HTTP and at a resume, at full rate. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { FieldsOf } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import { dump } from "../support/database.ts";
import { Flood } from "../support/flood.ts";
import { call, post } from "../support/http.ts";
import { type Newcomer, newcomer } from "../support/newcomer.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { commandOf, Socket } from "../support/socket.ts";
import { download, upload } from "../support/uploads.ts";

const messages_before = 100;
const messages_after = 100;

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

const url = () => workspace.server.url;

/** Somebody with two sockets in a busy channel, who also writes to it, and reads it and a file in it by HTTP all the time. */
class Insider {
  readonly #reads: { begun: number; isRead: boolean }[] = [];
  #isReading = true;
  #reading: Promise<void>;
  #now = 0;

  private constructor(
    readonly person: Newcomer,
    readonly channel: Id,
    readonly file: Id,
    readonly sockets: readonly Socket[],
  ) {
    this.#reading = this.#read();
    for (const socket of sockets) {
      const write = () => socket.post("message.send", { channel, body: "from inside" });
      let last = write();
      socket.onItem = (item) => {
        if ("event" in item && item.event === "message" && item.id === last && !socket.isClosed) last = write();
      };
    }
  }

  static async enter(channel: Id): Promise<Insider> {
    const person = await newcomer(workspace);
    await workspace.call("ben", "member.add", { channel, users: [person.id] });
    const sockets = await Promise.all(
      (["json", "msgpack"] as const).map((format) => Socket.enter(url(), person.token, format)),
    );
    for (const socket of sockets) await socket.do("watch.set", { channels: [channel] });
    return new Insider(person, channel, await fileIn(channel), sockets);
  }

  /** Marks the moment from which on nothing may be read. */
  outside(): void {
    this.#now++;
  }

  /** Stops reading, and gives what was read by HTTP in requests that began before and after the moment. */
  async reads(): Promise<{ before: number; after: number }> {
    this.#isReading = false;
    await this.#reading;
    const of = (begun: number) => this.#reads.filter((read) => read.begun === begun && read.isRead).length;
    return { before: of(0), after: of(1) };
  }

  async #read(): Promise<void> {
    while (this.#isReading) {
      const begun = this.#now;
      const { ok } = await post(url(), this.person.token, "message.list", { channel: this.channel, limit: 1 });
      this.#reads.push({ begun, isRead: ok !== undefined });
      const { status } = await download(url(), this.person.token, this.file);
      this.#reads.push({ begun, isRead: status === 200 });
    }
  }
}

/** A picture in a message of the channel. */
async function fileIn(channel: Id): Promise<Id> {
  const { id } = await upload(url(), workspace.people.ben.token);
  await workspace.call("ben", "message.send", { channel, body: "", attachments: [id] });
  return id;
}

function revOf(socket: Socket, channel: Id): number {
  const revs = socket.received.map((item) => ("rev" in item && item.channel === channel ? item.rev : 0));
  return Math.max(0, ...revs);
}

const written = (socket: Socket, channel: Id, count: number) => {
  const from = socket.received.length;
  let seen = 0;
  return socket.until(
    (item) => "event" in item && item.event === "message" && item.channel === channel && ++seen >= count,
    from,
  );
};

/** Ways to lose a channel. Each resolves when its `ok` is there, with the socket that it came on. */
const ways: Record<string, (insider: Insider, ben: Socket) => Promise<{ heard: Socket; close?: number }>> = {
  async "removed from it"({ person, channel }, ben) {
    await ben.do("member.remove", { channel, user: person.id });
    return { heard: ben };
  },
  async "having left it by HTTP"({ person, channel }, ben) {
    await call(url(), person.token, "channel.leave", { channel });
    return { heard: ben };
  },
  async "having left it on one of two sockets"({ channel, sockets: [one] }, ben) {
    await one?.do("channel.leave", { channel });
    return { heard: ben };
  },
  async deactivated({ person }, ben) {
    await ben.do("user.deactivate", { user: person.id });
    return { heard: ben, close: 4102 };
  },
  async "signed out on one of two sockets"({ sockets: [one] }) {
    if (!one) throw new Error("there are two");
    await one.do("session.end", {});
    return { heard: one, close: 4100 };
  },
  async "their session revoked from another device"({ person }) {
    const other = await otherDevice(person);
    await other.do("session.revoke", { session: person.session });
    return { heard: other, close: 4100 };
  },
  async "their password changed on another device"({ person }) {
    const other = await otherDevice(person);
    await other.do("password.change", { current: person.password, password: "quite another secret" });
    return { heard: other, close: 4100 };
  },
};

async function otherDevice({ handle, password }: Newcomer): Promise<Socket> {
  const { token = "" } = await call(url(), undefined, "session.create", { handle, password, bearer: true });
  return Socket.enter(url(), token, "msgpack");
}

describe("G5 nothing of a channel reaches, after the ok, somebody", () => {
  test.each(Object.entries(ways))("%s", async (_, lose) => {
    const channel = await workspace.channel("ana", ["ben", "cho", "fin"]);
    const insider = await Insider.enter(channel);
    const { person, sockets } = insider;
    const ben = await workspace.socket("ben");
    using flood = await Flood.start(workspace, channel, ["cho", "fin"]);
    await Promise.all(sockets.map((socket) => written(socket, channel, messages_before)));

    const { heard, close } = await lose(insider, ben);
    // Whoever heard the ok had heard before it all that was told before it.
    const revAtOk = revOf(heard, channel);
    insider.outside();
    await written(ben, channel, messages_after);
    flood[Symbol.dispose]();

    const limit = close === undefined ? await revOfLeaving(ben, channel, person.id) : revAtOk;
    for (const socket of sockets) {
      if (close !== undefined) expect((await socket.closed).code).toBe(close);
      else await socket.do("session.list", {});
      expect(revOf(socket, channel)).toBeLessThanOrEqual(limit);
      expect(afterLeft(socket, channel)).toEqual([]);
    }
    const own = ben.received.filter((item) => "event" in item && item.event === "message" && item.author === person.id);
    expect(Math.max(...own.map((item) => ("rev" in item ? item.rev : 0)))).toBeLessThanOrEqual(limit);
    const reads = await insider.reads();
    expect(reads.before).toBeGreaterThan(0);
    expect(reads.after).toBe(0);

    if (close === undefined) await expectNothingOf(channel, person);
    else await expectSignedOut(channel, person);
    expect((await download(url(), person.token, insider.file)).status).toBe(close === undefined ? 404 : 401);
  });
});

/** The rev at which the person left, as those saw it who stayed. */
async function revOfLeaving(ben: Socket, channel: Id, user: Id): Promise<number> {
  const { rev } = await ben.event(
    "member",
    (event) => event.channel === channel && event.user === user && event.gone === true,
  );
  return rev;
}

function afterLeft({ received }: Socket, channel: Id): unknown[] {
  const left = received.findIndex((item) => "event" in item && item.event === "left" && item.channel === channel);
  if (left === -1) return [];
  return received.slice(left + 1).filter((item) => "event" in item && "channel" in item && item.channel === channel);
}

/** The person is signed in, and has no way to anything of the channel. */
async function expectNothingOf(channel: Id, { token, id: user }: Newcomer): Promise<void> {
  const codeOf = async (reply: Promise<{ error?: { code: string } }>) => (await reply).error?.code;
  expect(await codeOf(post(url(), token, "message.list", { channel }))).toBe("not_found");
  expect(await codeOf(post(url(), token, "member.list", { channel }))).toBe("not_found");
  expect(await codeOf(post(url(), token, "message.send", { channel, body: "let me in" }))).toBe("not_found");
  expect(await codeOf(post(url(), token, "message.edit", { channel, seq: 3, body: "let me in" }))).toBe("not_found");
  expect(await codeOf(post(url(), token, "read.set", { channel, seq: 3 }))).toBe("not_found");
  expect(await codeOf(post(url(), token, "member.add", { channel, users: [user] }))).toBe("not_found");

  const { epoch, users_rev } = await (await Socket.open(url(), token)).hello();
  const back = await Socket.open(url(), token, "msgpack");
  const answer = await back.hello({ resume: { epoch, users_rev, channels: { [channel]: 3 } } });
  expect(JSON.stringify(answer)).not.toContain(channel);
  expect((await back.refused("watch.set", { channels: [channel] })).code).toBe("not_found");
  expect((await back.refused("typing.set", { channel })).code).toBe("not_found");
  await workspace.call("ana", "message.send", { channel, body: "among us" });
  await back.do("session.list", {});
  expect(JSON.stringify(back.received)).not.toContain(channel);
  back.cut();
}

/** The session is over, on every carrier. */
async function expectSignedOut(channel: Id, { token }: Newcomer): Promise<void> {
  expect((await post(url(), token, "message.list", { channel })).status).toBe(401);
  expect((await post(url(), token, "message.send", { channel, body: "let me in" })).status).toBe(401);
  expect(Socket.open(url(), token)).rejects.toThrow("not taken");
}

test("G5 what stands in a frame behind the end of one's session, membership or right is not done", async () => {
  const channel = await workspace.channel("ana", ["ben"]);
  for (const name of ["session.end", "session.revoke", "user.deactivate", "channel.leave"] as const) {
    const person = await newcomer(workspace, "admin");
    await workspace.call("ana", "member.add", { channel, users: [person.id] });
    const socket = await Socket.enter(url(), person.token, "msgpack");
    const fields = { session: person.session, user: person.id, channel };
    const before = dump(workspace.server.dataDir).messages;
    socket.postAll([
      commandOf(name, fields as FieldsOf<typeof name>),
      commandOf("message.send", { channel, body: `after ${name}` }),
      commandOf("message.list", { channel }),
    ]);
    if (name === "channel.leave") await socket.do("session.list", {});
    else expect([4100, 4102]).toContain((await socket.closed).code);
    expect(dump(workspace.server.dataDir).messages).toEqual(before ?? []);
    expect(JSON.stringify(socket.received)).not.toContain('"messages"');
    socket.cut();
  }
});

test("G5 a role that was taken away is gone before the ok, with commands of it under way", async () => {
  const person = await newcomer(workspace, "admin");
  const socket = await Socket.enter(url(), person.token);
  const ana = await workspace.socket("ana");
  let isDemoted = false;
  const late: unknown[] = [];
  const use = async () => {
    for (;;) {
      const wasDemoted = isDemoted;
      const { ok, error } = await post(url(), person.token, "invite.create", { role: "guest" });
      if (ok && wasDemoted) late.push(ok);
      if (error) return error.code;
    }
  };
  const using_ = [use(), use()];
  await ana.do("invite.list", {});
  await ana.do("user.set_role", { user: person.id, role: "guest" });
  isDemoted = true;
  expect(await Promise.all(using_)).toEqual(["forbidden", "forbidden"]);
  expect(late).toEqual([]);
  expect((await socket.closed).code).toBe(4001);

  const guest = await Socket.enter(url(), person.token, "msgpack");
  await workspace.call("eli", "user.rename", { name: "Eli, whom the guest never met" });
  await workspace.channel("ana", ["ben"], "public");
  await guest.do("session.list", {});
  expect(guest.received.filter((item) => "event" in item)).toEqual([]);
  expect((await guest.refused("channel.browse", {})).code).toBe("forbidden");
});

test("G5 two owners who demote each other at once, over and over, leave one owner", async () => {
  await workspace.call("ana", "user.set_role", { user: workspace.people.ben.id, role: "owner" });
  const { ana, ben } = workspace.people;
  const reasons = new Set<string>();
  for (let round = 0; round < 25; round++) {
    const sockets = await Promise.all([workspace.socket("ana"), workspace.socket("ben", "msgpack")]);
    const [one, other] = sockets;
    const demotions = await Promise.allSettled([
      one.do("user.set_role", { user: ben.id, role: "admin" }),
      other.do("user.set_role", { user: ana.id, role: "admin" }),
    ]);
    const refused = demotions.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(1);
    for (const each of demotions) if (each.status === "rejected") reasons.add(String(each.reason));
    const { users } = await workspace.call("cho", "user.find", { limit: 200 });
    const owners = users.filter(({ role, deactivated }) => role === "owner" && deactivated !== true);
    expect(owners).toHaveLength(1);
    const [left] = owners;
    const demoted = left?.id === ana.id ? ben : ana;
    await workspace.call(demoted === ben ? "ana" : "ben", "user.set_role", { user: demoted.id, role: "owner" });
  }
  // Too late, or so late that one's socket is closed already, to come back with the new role.
  for (const reason of reasons) expect(reason).toMatch(/forbidden|last_owner|closed/);
});

test("G5 two owners who step down at once, over and over, leave one owner", async () => {
  const { ana, ben } = workspace.people;
  for (let round = 0; round < 10; round++) {
    const steps = await Promise.allSettled([
      workspace.call("ana", "user.set_role", { user: ana.id, role: "admin" }),
      workspace.call("ben", "user.set_role", { user: ben.id, role: "admin" }),
    ]);
    const refused = steps.filter((step) => step.status === "rejected").map(({ reason }) => String(reason));
    expect(refused).toEqual([expect.stringContaining("last_owner")]);
    const stays = steps[0].status === "rejected" ? "ana" : "ben";
    await workspace.call(stays, "user.set_role", { user: (stays === "ana" ? ben : ana).id, role: "owner" });
  }
});
