import { limits } from "../protocol/limits.ts";
import type { User } from "./directory.ts";
import { membershipOf } from "./find.ts";
import { read } from "./row.ts";

/** Commands about what is not stored: who looks where, types, is away. */

export const watch = read<"watch.set">({
  who: "guest",
  read(services, { user, caller }, command) {
    const channels = command.channels.map((id) => membershipOf(services, user, id).channel);
    caller.watch(command.channels);
    const present = channels.map((channel) => {
      const ids = (state: "online" | "away") =>
        idsOf(channel.present.filter((u) => services.presences.state(u) === state));
      return { channel: channel.id, online: ids("online"), away: ids("away") };
    });
    return { present };
  },
});

export const typing = read<"typing.set">({
  who: "guest",
  read(services, { user }, command) {
    const { channel } = membershipOf(services, user, command.channel);
    if (!channel.archived) services.presences.typing(user, channel);
    return {};
  },
});

export const presence = read<"presence.set">({
  who: "guest",
  read(_services, { caller }, { state }) {
    caller.appear(state);
    return {};
  },
});

function idsOf(users: User[]) {
  return users.slice(0, limits.present_users_max).map((user) => user.id);
}
