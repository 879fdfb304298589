import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { type Dialog, dialog } from "../state/layout.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "./avatar.tsx";
import { FirstSteps } from "./firststeps.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { ChannelIcon, ChannelName, partnerOf } from "./name.tsx";
import { mayAdd, mayInvite } from "./right.ts";

/** Stands before a channel's first message, and says what can be done while there is none. */
export function ChannelStart({ channel }: { channel: Channel }) {
  const { me, windows } = useStore();
  const partner = partnerOf(channel, me?.id);
  const isEmpty = windows.get(channel.channel)?.count === 0 && !channel.archived;
  return (
    <div class="channel-start">
      <span class="start-mark" aria-hidden="true">
        {partner ? <Avatar user={partner} /> : <ChannelIcon channel={channel} />}
      </span>
      <h3>
        <ChannelName channel={channel} />
      </h3>
      <p>
        {channel.kind === "direct"
          ? words().channel.beginDirect
          : channel.kind === "private"
            ? words().channel.beginPrivate
            : words().channel.beginPublic}
        {isEmpty && channel.kind !== "direct" && <> {words().channel.nothingYet}</>}
      </p>
      {channel.kind === "public" && <FirstSteps />}
      {mayAdd(channel, me) && (
        <div class="start-buttons">
          {channel.kind === "public" && mayInvite(me) && (
            <Opener icon="invite" text={words().general.invitePeople} opens={{ type: "invite" }} />
          )}
          <Opener
            icon="plus"
            text={words().general.addPeople}
            opens={{ type: "add", channel: channel.channel }}
            isQuiet={channel.kind === "public" && mayInvite(me)}
          />
        </div>
      )}
    </div>
  );
}

interface OpenerProps {
  readonly icon: IconName;
  readonly text: string;
  readonly opens: Dialog;
  readonly isQuiet?: boolean;
}

function Opener({ icon, text, opens, isQuiet = false }: OpenerProps) {
  return (
    <button
      type="button"
      class={isQuiet ? "button quiet" : "button"}
      onClick={() => {
        dialog.value = opens;
      }}
    >
      <Icon name={icon} />
      {text}
    </button>
  );
}
