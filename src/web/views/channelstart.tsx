import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { dialog, isInviteOffered } from "../state/layout.ts";
import { useStore } from "../state/store.ts";
import { ChannelMark } from "./channelmark.tsx";
import { FirstSteps } from "./firststeps.tsx";
import { Icon } from "./icon.tsx";
import { ChannelName } from "./name.tsx";
import { mayAdd } from "./right.ts";

/** Stands before a channel's first message, and says what can be done while there is none. */
export function ChannelStart({ channel }: { channel: Channel }) {
  const { me, windows } = useStore();
  const isEmpty = windows.get(channel.channel)?.count === 0 && !channel.archived;
  return (
    <div class="channel-start">
      <span class="start-mark" aria-hidden="true">
        <ChannelMark channel={channel} />
      </span>
      <h3>
        <ChannelName channel={channel} />
      </h3>
      <p>
        {channel.kind === "direct"
          ? words().channel.beginDirect
          : channel.kind === "private"
            ? words().channel.beginPrivate
            : channel.archived
              ? words().channel.beginArchived
              : words().channel.beginPublic}
        {isEmpty && channel.kind !== "direct" && <> {words().channel.nothingYet}</>}
      </p>
      {channel.kind === "public" && !channel.archived && <FirstSteps channel={channel.channel} isAll={isEmpty} />}
      {/* While somebody is to be invited first, there is nobody to add. */}
      {mayAdd(channel, me) && !isInviteOffered.value && (
        <div class="start-buttons">
          <button
            type="button"
            class="button"
            onClick={() => {
              dialog.value = { type: "add", channel: channel.channel };
            }}
          >
            <Icon name="plus" />
            {words().general.addPeople}
          </button>
        </div>
      )}
    </div>
  );
}
