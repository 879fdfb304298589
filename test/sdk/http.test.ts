import { expect, test } from "bun:test";
import { callHttp } from "../../src/sdk/http.ts";
import { fakeServer } from "./fake.ts";

test("a command goes as JSON with its token, and its answer comes back checked", async () => {
  await using server = fakeServer();
  const seen: unknown[] = [];
  server.http = async (request, name) => {
    const { method, headers } = request;
    seen.push(method, name, headers.get("content-type"), headers.get("authorization"), await request.json());
    return Response.json({ ok: { workspace: "Test", role: "member", news: true } });
  };
  const answer = await callHttp(server.url, "invite.look", { secret: "abc" }, { token: "T" });
  expect(answer).toEqual({ workspace: "Test", role: "member" });
  expect(seen).toEqual(["POST", "invite.look", "application/json", "Bearer T", { secret: "abc" }]);
});

test("a refusal rejects with its code, sentence and time", async () => {
  await using server = fakeServer();
  const error = { code: "rate_limited", message: "Too fast.", retry_after_ms: 900 };
  server.http = () => Response.json({ error }, { status: 429 });
  expect(callHttp(server.url, "session.list", {})).rejects.toMatchObject({ name: "CommandError", ...error });
});

test("an answer that is none of the protocol's is an error that says so", async () => {
  await using server = fakeServer();
  server.http = () => Response.json({ ok: { sessions: "none" } });
  expect(callHttp(server.url, "session.list", {})).rejects.toMatchObject({ code: "bad_answer" });
  server.http = () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  expect(callHttp(server.url, "session.list", {})).rejects.toMatchObject({ code: "unreachable" });
});

test("a server that is not there, or does not answer, is unreachable", async () => {
  const server = fakeServer();
  server.http = () => new Promise<Response>(() => undefined);
  expect(callHttp(server.url, "session.list", {}, { timeout_ms: 20 })).rejects.toMatchObject({
    code: "unreachable",
  });
  await server[Symbol.asyncDispose]();
  expect(callHttp(server.url, "session.list", {})).rejects.toMatchObject({ code: "unreachable" });
});
