import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { skeleton } from "./skeleton.ts";

const handlePattern = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const reserved = [
  "admin",
  "administrator",
  "all",
  "bantam",
  "channel",
  "everyone",
  "here",
  "moderator",
  "owner",
  "root",
  "security",
  "support",
  "system",
];
const reservedKeys = new Set(reserved.map(handleKey));
/** Names of people that look like a reserved word. */
const people = new Set(["ali"]);

/** Characters that cannot be seen, that turn the text around them, or that hide others: none has a place in a name. */
const misleading = /^\p{M}|[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]|\p{Mn}{5}/u;

/** Where hidden characters do show: inside emoji, and as joiners which shape Arabic and Indic letters (Persian, Sinhala names). */
const shaping = /\p{RGI_Emoji}|(?<=\p{Script=Arabic}|(?!\p{Script=Inherited})\p{M})[\u200c\u200d](?=\p{L})/gv;

/** A handle in its one form, and the key that no two users share. Throws Refusal bad_handle. */
export function readHandle(text: string): { handle: string; key: string } {
  const handle = text.normalize("NFKC").toLowerCase();
  if (handle.length > limits.handle_chars_max || !handlePattern.test(handle)) throw new Refusal("bad_handle");
  const key = handleKey(handle);
  if (reservedKeys.has(key) && !people.has(handle))
    throw new Refusal("bad_handle", "This handle is kept for the server, or looks like one that is. Choose another.");
  return { handle, key };
}

/** The handle that is meant by who signs in or names a user, with or without @. */
export function meantHandle(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase().replace(/^@/, "");
}

function handleKey(handle: string): string {
  return skeleton(handle.replace(/[._-]/g, ""));
}

/** A display name as it is shown, with single spaces. Two users may have the same. Throws Refusal bad_name. */
export function readName(text: string): string {
  const name = text
    .normalize("NFC")
    .trim()
    .replace(/\p{Zs}+/gu, " ");
  if (name === "" || misleading.test(name.replace(shaping, "☺"))) throw new Refusal("bad_name");
  if (Buffer.byteLength(name) > limits.name_bytes_max)
    throw new Refusal("bad_name", `This name is too long. Choose one of at most ${limits.name_bytes_max} bytes.`);
  return name;
}

/** A channel's name as it is shown, without a leading #, and the key that no two channels share. Throws Refusal bad_name. */
export function readChannelName(text: string): { name: string; key: string } {
  const name = readName(text.replace(/^\s*#+/, ""));
  return { name, key: skeleton(name).replace(/[ ._-]+/g, "-") };
}
