/** Pictures in messages, as tests of the client have them. */
import type { Id } from "../../src/protocol/id.ts";
import type { Workspace } from "../support/people.ts";
import { scenery } from "../support/scenery.ts";
import { upload } from "../support/uploads.ts";
import type { Window } from "./window.ts";

/** The picture of a stored message. */
export const shown = ({ page }: Window, name: string) =>
  page.locator(".message[data-seq] .picture").getByRole("img", { name, exact: true });

/** Comes to the channel. */
export async function enter(workspace: Workspace, window: Window, handle: "ana" | "cho", channel: Id): Promise<void> {
  await window.enter(`${workspace.server.url}/c/${channel}`, workspace.people[handle]);
}

/** Has cho post a message with pictures of these sizes. */
export async function post(
  workspace: Workspace,
  channel: Id,
  body: string,
  ...pictures: readonly (readonly [string, number, number])[]
) {
  const attachments: Id[] = [];
  for (const [name, width, height] of pictures) {
    const bytes = Uint8Array.from(scenery(width, height, attachments.length));
    attachments.push((await upload(workspace.server.url, workspace.people.cho.token, bytes, { name })).id);
  }
  return workspace.call("cho", "message.send", { channel, body, attachments });
}
