import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
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
          ? words().channel.beginDirect
          : channel.kind === "private"
            ? words().channel.beginPrivate
            : words().channel.beginPublic}
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
          {words().general.invitePeople}
        </button>
      )}
    </div>
  );
}
