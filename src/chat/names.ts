import unhomoglyph from "unhomoglyph";
import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";

const handlePattern = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const reserved = new Set(
  ["channel", "here", "everyone", "all", "admin", "administrator", "owner", "moderator", "bantam", "system", "support", "security", "root"]
    .map(handleKey),
);
/** Names of people that look like a reserved word. */
const people = new Set(["ali"]);

/** A handle in its one form, and the key that no two users share. Throws Refusal bad_handle. */
export function readHandle(text: string): { handle: string; key: string } {
  const handle = text.normalize("NFKC").toLowerCase();
  if (handle.length > limits.handle_chars_max || !handlePattern.test(handle)) throw new Refusal("bad_handle");
  const key = handleKey(handle);
  if (reserved.has(key) && !people.has(handle))
    throw new Refusal("bad_handle", "This handle is kept for the server, or looks like one that is. Choose another.");
  return { handle, key };
}

function handleKey(handle: string): string {
  return skeleton(handle).replace(/[._-]/g, "");
}

/** A display name as it is shown. Throws Refusal bad_name. */
export function readName(text: string): string {
  return visible(text);
}

/** A channel's name as it is shown, and the key that no two channels share. Throws Refusal bad_name. */
export function readChannelName(text: string): { name: string; key: string } {
  const name = visible(text.trimStart().replace(/^#+/, ""));
  return { name, key: skeleton(name).replace(/[\s._-]+/g, "-") };
}

function visible(text: string): string {
  const name = text.normalize("NFC").trim();
  if (name === "" || /\p{C}/u.test(name)) throw new Refusal("bad_name");
  return name;
}

/** What a text looks like: texts that can be taken for each other have the same skeleton (UTS 39). */
function skeleton(text: string): string {
  return unhomoglyph(text.normalize("NFKC").toLowerCase()).toLowerCase().replace(/i/g, "l");
}
