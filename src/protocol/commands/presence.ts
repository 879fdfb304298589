import { command } from "../command.ts";
import { limits } from "../limits.ts";
import { choice, id, list, object } from "../shape.ts";
import { channel, nothing } from "./fields.ts";

/** What is now and is not stored: who is here, and types. */
export const presenceCommands = {
  "watch.set": command(
    "watch.set",
    "Says which channels you look at, in place of those you named before. Answers with who is there now; typing and presence events follow.",
    { channels: list(id, limits.watched_channels_max) },
    object({
      present: list(
        object({ ...channel, online: list(id, limits.present_users_max), away: list(id, limits.present_users_max) }),
        limits.watched_channels_max,
      ),
    }),
    "socket",
  ),
  "typing.set": command(
    "typing.set",
    "Says that you type in a channel. Say it again every 3 seconds while it lasts.",
    channel,
    nothing,
    "socket",
  ),
  "presence.set": command(
    "presence.set",
    "Says whether the person at this device is there. You are offline when your last socket is gone.",
    { state: choice("online", "away") },
    nothing,
    "socket",
  ),
} as const;
