import { afterEach, expect, test } from "bun:test";
import type { Codec } from "../../src/protocol/codec.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { attachment } from "../../src/protocol/records.ts";
import { connect } from "../../src/sdk/client.ts";
import { discardUpload, upload } from "../../src/sdk/upload.ts";
import { startServer } from "../support/server.ts";
import { aPng } from "../support/uploads.ts";
import { callHttp } from "../../src/sdk/http.ts";
import { fakeServer } from "./fake.ts";
import { atEnd, loaded, online, quick, until } from "./stage.ts";
import { general } from "./world.ts";

const { example } = attachment;
const file = new Blob([Uint8Array.of(1, 2, 3)]);

afterEach(() => {
  Reflect.deleteProperty(globalThis, "XMLHttpRequest");
});

test("a file goes as it is, with its name and token, and its attachment comes back checked", async () => {
  await using server = fakeServer();
  const seen: unknown[] = [];
  server.http = async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    seen.push(request.method, pathname, searchParams.get("name"), request.headers.get("authorization"));
    seen.push([...(await request.bytes())]);
    return Response.json({ attachment: { ...example, news: true } });
  };
  const shares: number[] = [];
  const onProgress = (share: number) => shares.push(share);
  const answer = await upload(server.url, file, "a & b/ü.png", { token: "T", onProgress });
  expect(answer).toEqual(example);
  expect(seen).toEqual(["POST", "/attachments", "a & b/ü.png", "Bearer T", [1, 2, 3]]);
  expect(shares).toEqual([1]);
});

test("a refusal rejects with its code and sentence; what is no answer of the server, and no server, is unreachable", async () => {
  const server = fakeServer();
  const error = { code: "full", message: "Too much." };
  server.http = () => Response.json({ error }, { status: 409 });
  expect(upload(server.url, file, "a.png")).rejects.toMatchObject({ name: "CommandError", ...error });
  server.http = () => new Response("<h1>413</h1>", { status: 413 });
  expect(upload(server.url, file, "a.png")).rejects.toMatchObject({ code: "unreachable" });
  server.http = () => Response.json({ attachment: { ...example, bytes: "many" } });
  expect(upload(server.url, file, "a.png")).rejects.toMatchObject({ code: "bad_answer" });
  await server[Symbol.asyncDispose]();
  expect(upload(server.url, file, "a.png")).rejects.toMatchObject({ code: "unreachable" });
});

test("what is not sent is discarded by its id; a refusal rejects", async () => {
  await using server = fakeServer();
  const seen: unknown[] = [];
  server.http = (request) => {
    seen.push(request.method, new URL(request.url).pathname, request.headers.get("authorization"));
    return Response.json({ ok: {} });
  };
  await discardUpload(server.url, example.id, "T");
  expect(seen).toEqual(["DELETE", `/attachments/${example.id}`, "Bearer T"]);
  const error = { code: "already", message: "It was sent." };
  server.http = () => Response.json({ error }, { status: 409 });
  expect(discardUpload(server.url, example.id, "T")).rejects.toMatchObject({ name: "CommandError", ...error });
});

test("an upload that is given up says so, before it began and in the middle of it", async () => {
  await using server = fakeServer();
  const came = Promise.withResolvers<void>();
  server.http = () => {
    came.resolve();
    return new Promise<Response>(() => undefined);
  };
  expect(upload(server.url, file, "a.png", { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "given_up",
  });
  const controller = new AbortController();
  const uploading = upload(server.url, file, "a.png", { signal: controller.signal });
  await came.promise;
  controller.abort();
  expect(uploading).rejects.toMatchObject({ code: "given_up" });
});

/** A browser's, as far as it is used: it does what the test says. */
class Browsers {
  static last: Browsers;
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  responseText = "";
  asked: unknown[] = [];
  constructor() {
    Browsers.last = this;
  }
  open(...asked: unknown[]): void {
    this.asked.push(...asked);
  }
  send(body: unknown): void {
    this.asked.push(body);
  }
  abort(): void {
    this.onabort?.();
  }
}

test("in a browser it is told how much has left", async () => {
  Reflect.set(globalThis, "XMLHttpRequest", Browsers);
  const shares: number[] = [];
  const onProgress = (share: number) => shares.push(share);
  const uploading = upload("http://localhost:1", file, "a.png", { onProgress });
  const { last } = Browsers;
  expect(last.asked).toEqual(["POST", "http://localhost:1/attachments?name=a.png", file]);
  last.upload.onprogress?.({ loaded: 1, total: 4 });
  last.upload.onprogress?.({ loaded: 4, total: 4 });
  last.responseText = JSON.stringify({ attachment: example });
  last.onload?.();
  expect(await uploading).toEqual(example);
  expect(shares).toEqual([0.25, 1, 1]);

  const controller = new AbortController();
  const other = upload("http://localhost:1", file, "a.png", { onProgress, signal: controller.signal });
  controller.abort();
  expect(other).rejects.toMatchObject({ code: "given_up" });
  const lost = upload("http://localhost:1", file, "a.png", { onProgress });
  Browsers.last.onerror?.();
  expect(lost).rejects.toMatchObject({ code: "unreachable" });
});

test("a message on its way shows its attachments, goes with them, again too, and after a reload", async () => {
  const { client, socket } = await online();
  const id = client.send(general, "", [example]);
  expect(client.model.pending.get(general)).toMatchObject([{ id, body: "", attachments: [example] }]);
  const sent = await socket.take("message.send");
  expect(sent).toMatchObject({ id, body: "", attachments: [example.id] });
  socket.error(sent, { code: "not_found", message: "Upload it again." });
  await until(client, () => client.model.pending.get(general)?.[0]?.error !== undefined);
  client.retry(general, id);
  expect(await socket.take("message.send")).toMatchObject({ id, attachments: [example.id] });
  const left = client.model.pending.get(general) ?? [];

  const after = await online();
  after.client.restore(left);
  expect(after.client.model.pending.get(general)).toEqual(left);
  expect(await after.socket.take("message.send")).toMatchObject({ id, attachments: [example.id] });
  expect("attachments" in (await sentPlain(after))).toBe(false);
});

async function sentPlain({ client, socket }: Awaited<ReturnType<typeof online>>) {
  client.send(general, "plain");
  return socket.take("message.send");
}

test("a picture that one client uploads and sends is in the window of another, and in a snapshot", async () => {
  await using server = await startServer();
  const owner = { name: "Ana", handle: "ana", password: "correct horse battery", bearer: true };
  const { token = "" } = await callHttp(server.url, "setup.finish", { secret: server.setup ?? "", ...owner });
  const clients = [json, msgpack].map((format: Codec) => connect({ url: server.url, token, format, timing: quick }));
  const [one, two] = clients;
  if (!one || !two) throw new Error("there are two");
  atEnd(() => clients.forEach((client) => client.close()));
  await Promise.all(clients.map((client) => client.ready()));
  const [channel = expect.unreachable()] = two.model.channels.keys();
  await two.open(channel);
  const uploaded = await one.upload(new Blob([aPng()]), "a.png");
  one.send(channel, "look", [uploaded]);
  await until(two, () => loaded(two, channel).length === 1);
  expect(loaded(two, channel)).toMatchObject([{ body: "look", attachments: [uploaded] }]);
  expect(two.snapshot()?.windows).toMatchObject([{ messages: [{ attachments: [uploaded] }] }]);
});
