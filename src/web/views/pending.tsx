import type { Pending } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { sentenceOf } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "./avatar.tsx";
import { Body } from "./body.tsx";
import { Fold } from "./fold.tsx";
import { Icon } from "./icon.tsx";
import { UserName } from "./name.tsx";

/** An own message that is not stored yet, or could not be. */
export function PendingRow({ pending, isFirst }: { pending: Pending; isFirst: boolean }) {
  const { client, me } = useStore();
  const { id, channel, body, error } = pending;
  return (
    <li class={`message pending${isFirst ? " first" : ""}${error ? " failed" : ""}`}>
      {isFirst && me ? <Avatar user={me.id} /> : <span />}
      <div class="message-content">
        {isFirst && me && (
          <p class="message-head">
            <UserName user={me.id} />
          </p>
        )}
        <Fold text={body} show={(text) => <Body body={text} />} />
        {error ? (
          <p class="failure" role="alert">
            <Icon name="alert" />
            <span>{sentenceOf(error)}</span>
            <button type="button" class="link-button" onClick={() => client.retry(channel, id)}>
              {words().messages.sendAgain}
            </button>
            <button type="button" class="link-button" onClick={() => client.discard(channel, id)}>
              {words().messages.discard}
            </button>
          </p>
        ) : (
          <span class="sending" title={words().messages.sending}>
            <Icon name="clock" />
            <span class="unseen">{words().messages.sending}</span>
          </span>
        )}
      </div>
    </li>
  );
}
