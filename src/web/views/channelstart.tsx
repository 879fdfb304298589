import type { Channel } from "../../sdk/model.ts";
import { dialog } from "../state/layout.ts";
import { useStore } from "../state/store.ts";
import { FirstSteps } from "./firststeps.tsx";
import { Icon } from "./icon.tsx";
import { ChannelName } from "./name.tsx";
import { mayInvite } from "./right.ts";

/** Stands before a channel's first message. */
export function ChannelStart({ channel }: { channel: Channel }) {
  const { me } = useStore();
  return (
    <div class="channel-start">
      <h3>
        {channel.kind !== "direct" && "#"}
        <ChannelName channel={channel} />
      </h3>
      <p>
        {channel.kind === "direct"
          ? "This is the beginning of your conversation. Only the people in it can read it."
          : channel.kind === "private"
            ? "This is the beginning of this private channel. Only its members can read it."
            : "This is the beginning of this channel. Everybody but guests can find and join it."}
      </p>
      {channel.kind === "public" && <FirstSteps />}
      {channel.kind !== "direct" && mayInvite(me) && (
        <button
          type="button"
          class="button"
          onClick={() => {
            dialog.value = { type: "invite" };
          }}
        >
          <Icon name="invite" />
          Invite people
        </button>
      )}
    </div>
  );
}
