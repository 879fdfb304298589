/** A6, F3, C2: who may discard what was uploaded, and what is left of it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { type Id, randomId } from "../../src/protocol/id.ts";
import { png } from "../support/pictures.ts";
import { download, upload } from "../support/uploads.ts";
import { type Person, quickPasswords, World } from "./world.ts";

setDefaultTimeout(60_000);

let world: World;
beforeAll(async () => {
  world = await World.open({}, quickPasswords);
});
afterAll(() => world[Symbol.asyncDispose]());

test("A6, F3: an upload is discarded by its uploader alone, while it is in no message, and its room is free at once", async () => {
  const [cho, dia, admin] = [await world.person(), await world.person(), await world.person({ role: "admin" })];
  const channel = await world.channel({ owner: dia, members: [cho] });
  const { id } = await upload(world.url, cho.token, png(900, 10, [1, 2, 3]));
  const discard = async (person: Person | undefined, address: string, headers = {}) => {
    const response = await download(world.url, person?.token, address, { method: "DELETE", headers });
    return { status: response.status, text: await response.text() };
  };
  const bytes = () => world.services.store.attachedBytes(cho.user.n);
  const before = [world.files(), await bytes()];
  for (const person of [dia, admin]) {
    const answer = await discard(person, id);
    expect(answer).toEqual(await discard(person, randomId()));
    expect(answer.status).toBe(404);
  }
  expect((await discard(undefined, id)).status).toBe(401);
  for (const odd of ["AAAA", "..%2fbantam.db", `${id}/small`]) expect((await discard(cho, odd)).status).toBe(404);
  // With a cookie only from a page of this server.
  expect((await discard(undefined, id, { cookie: `bantam=${cho.token}` })).status).toBe(403);
  expect([world.files(), await bytes()]).toEqual(before);
  expect((await download(world.url, cho.token, id)).status).toBe(200);

  expect(await discard(cho, id)).toEqual({ status: 200, text: '{"ok":{}}' });
  expect(await bytes()).toBe(0);
  for (const size of ["", "/small"]) expect((await download(world.url, cho.token, `${id}${size}`)).status).toBe(404);
  expect((await discard(cho, id)).status).toBe(404);
  while (world.files().some((name) => name.startsWith(id))) await Bun.sleep(5);
  const send = (attachment: Id) =>
    world.post(cho.token, "message.send", { channel: channel.id, body: "", attachments: [attachment] });
  expect(await send(id)).toMatchObject({ error: { code: "not_found" } });

  // What is in a message stays there.
  const sent = await upload(world.url, cho.token);
  await send(sent.id);
  for (const person of [cho, dia]) {
    const { status, text } = await discard(person, sent.id);
    expect([status, JSON.parse(text)]).toMatchObject([409, { error: { code: "already" } }]);
    expect((await download(world.url, person.token, sent.id)).status).toBe(200);
  }
  expect((await discard(admin, sent.id)).status).toBe(404);
  // Two at once: it is discarded or sent.
  const both = await upload(world.url, cho.token);
  const outcomes = await Promise.all([send(both.id), discard(cho, both.id)]);
  expect("error" in outcomes[0]).toBe(outcomes[1].status === 200);
});
