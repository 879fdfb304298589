/** Searching as people do: over real sockets, in a server of its own process. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { FieldsOf } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import { type Handle, openWorkspace, type Workspace } from "../support/people.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

const say = (handle: Handle, channel: Id, body: string) => workspace.call(handle, "message.send", { channel, body });

async function found(handle: Handle, query: string, more: Partial<FieldsOf<"message.search">> = {}): Promise<string[]> {
  const { messages } = await workspace.call(handle, "message.search", { query, ...more });
  return messages.map(({ body }) => body);
}

test("what was just said is found at once", async () => {
  const { general } = workspace;
  await say("cho", general, "The bicycle is behind the third tree");
  expect(await found("dia", "bicycle tree")).toEqual(["The bicycle is behind the third tree"]);
  expect(await found("dia", "bicycle house")).toEqual([]);
});
