import { randomId, type Id } from "../protocol/id.ts";
import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { readPicture } from "../picture/picture.ts";
import type { AvatarRow } from "../store/rows.ts";
import type { User } from "./directory.ts";
import { permit, visibleTo } from "./find.ts";
import { write } from "./row.ts";
import type { Services } from "./services.ts";
import { findTarget, guestsWith, refuseAbove, storeUser, type Target } from "./users.ts";

/** The pictures that users choose of themselves. One has an id of its own, so that another picture has another address. */

export const setAvatar = write<"user.set_avatar", User[]>({
  who: "guest",
  rate: "picture",
  find: (services, _command, { user }) => guestsWith(services, user),
  decide(services, turn, { user }, { picture }, guests) {
    const avatar = { id: randomId(), user: user.n, ...readAvatar(picture) };
    turn.set(user, "avatar", avatar.id);
    turn.writes.push({ type: "avatar.set", avatar });
    storeUser(services, turn, user, guests);
    return { avatar: avatar.id };
  },
});

export const removeAvatar = write<"user.remove_avatar", Target>({
  who: "guest",
  find(services, command, { user: asker }) {
    if (command.user !== undefined && command.user !== asker.id) permit("admin", asker);
    return findTarget(services, command.user ?? asker.id);
  },
  decide(services, turn, { user: asker }, _command, { user, guests }) {
    // The role may have changed since.
    if (user !== asker) permit("admin", asker);
    refuseAbove(asker, user, user.role);
    if (user.avatar === undefined) throw new Refusal("already", "There is no picture.");
    turn.set(user, "avatar", undefined);
    turn.writes.push({ type: "avatar.removed", user: user.n });
    storeUser(services, turn, user, guests);
    return {};
  },
});

/** The picture with this id, for who may see the user whose it is now. Refuses with not_found. */
export async function avatarFor(services: Services, asker: User, id: Id): Promise<AvatarRow> {
  const avatar = await services.store.avatar(id);
  const user = avatar && services.directory.userByN(avatar.user);
  if (!user || user.avatar !== id || (await visibleTo(services, asker, [user])).length === 0)
    throw new Refusal("not_found");
  return avatar;
}

function readAvatar(text: string): Pick<AvatarRow, "type" | "bytes"> {
  const bytes = decoded(text);
  const picture = readPicture(bytes);
  if (!picture || picture.frames > 1 || picture.type === "image/gif")
    throw new Refusal("bad_value", "The picture must be a PNG, JPEG or WebP that does not move.");
  const { width, height, type } = picture;
  if (Math.max(width, height) > limits.avatar_pixels_max)
    throw new Refusal("bad_value", `The picture must be at most ${limits.avatar_pixels_max} pixels wide and high.`);
  // What says where it was taken is not kept.
  return { type, bytes: Buffer.concat(picture.parts) };
}

function decoded(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch {
    throw new Refusal("bad_value", '"picture" must be base64.');
  }
}
