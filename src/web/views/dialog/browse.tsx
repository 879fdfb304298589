import { limits } from "../../../protocol/limits.ts";
import type { Id } from "../../../protocol/id.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { attempt } from "../../state/notice.ts";
import { channelPath, go } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field } from "../form.tsx";
import { Icon } from "../icon.tsx";
import { DialogFrame } from "./frame.tsx";
import { useLookup } from "./lookup.ts";

export function BrowseDialog() {
  const store = useStore();
  const { client } = store;
  const lookup = useLookup((query) => client.do("channel.browse", { query, limit: limits.page_records_max }));
  const channels = lookup.found.value?.channels ?? [];
  const open = (channel: Id) => {
    closeDialog();
    go(channelPath(channel));
  };
  const join = async (channel: Id) => {
    await client.do("channel.join", { channel });
    open(channel);
  };
  return (
    <DialogFrame title={words().general.browseChannels}>
      <Field
        name="query"
        label={words().channel.find}
        type="search"
        autofocus
        value={lookup.query}
        onInput={({ currentTarget }) => lookup.set(currentTarget.value)}
      />
      <p class="form-error" role="alert">
        {lookup.error.value}
      </p>
      <ul class="results" aria-label={words().channel.publicChannels}>
        {channels.map(({ channel, name, topic, members, archived }) => {
          const isMember = store.channel(channel) !== undefined;
          return (
            <li key={channel} class="result">
              <Icon name="hash" />
              <span class="result-text">
                <bdi class="name">{name}</bdi>
                <span class="hint">
                  {[words().general.members(members), archived && words().channel.archivedMark, topic]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </span>
              {(isMember || !archived) && (
                <button
                  type="button"
                  class={isMember ? "button small quiet" : "button small"}
                  aria-label={isMember ? words().channel.openNamed(name) : words().channel.joinNamed(name)}
                  onClick={() => (isMember ? open(channel) : attempt(join(channel)))}
                >
                  {isMember ? words().channel.open : words().channel.join}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <output class="hint">
        {channels.length === 0 && (lookup.isLooking ? words().general.loading : words().channel.noneFound)}
      </output>
      {lookup.found.value?.more && <p class="hint">{words().channel.moreFound}</p>}
    </DialogFrame>
  );
}
