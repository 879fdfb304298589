import type { Pending } from "../../sdk/model.ts";
import { locale, words } from "../language/language.ts";
import { sentenceOf } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { type Waiting, waitingMessages } from "../state/uploads.ts";
import { Avatar } from "./avatar.tsx";
import { showBody } from "./body.tsx";
import { showFolded } from "./fold.tsx";
import { Icon } from "./icon.tsx";
import { notLoaded } from "./lazy.tsx";
import { UserName } from "./name.tsx";
import { Pictures } from "./pictures.tsx";

const later = () => import("./dialog/later.ts");

/** An own message that is not stored yet, or could not be. */
export function PendingRow({ pending, isFirst }: { pending: Pending; isFirst: boolean }) {
  const store = useStore();
  const { client, me } = store;
  const { id, channel, body, attachments, error } = pending;
  const waiting = waitingMessages().find((each) => each.id === id);
  const again = () => {
    if (waiting) later().then(({ retryWaiting }) => retryWaiting(store, waiting), notLoaded);
    else client.retry(channel, id);
  };
  const discard = () => {
    if (waiting) later().then(({ discardWaiting }) => discardWaiting(store, waiting), notLoaded);
    else client.discard(channel, id);
  };
  return (
    <li class={`message pending${isFirst ? " first" : ""}${error ? " failed" : ""}`}>
      {isFirst && me ? <Avatar user={me.id} /> : <span />}
      <div class="message-content">
        {isFirst && me && (
          <p class="message-head">
            <UserName user={me.id} />
          </p>
        )}
        {body !== "" && showFolded(body, (text) => showBody(store, { body: text }))}
        <Pictures pictures={attachments} />
        {error ? (
          <p class="failure" role="alert">
            <Icon name="alert" />
            <span>{sentenceOf(error)}</span>
            <button type="button" class="link-button" onClick={again}>
              {words().messages.sendAgain}
            </button>
            <button type="button" class="link-button" onClick={discard}>
              {words().messages.discard}
            </button>
          </p>
        ) : (
          <span class="sending" title={words().messages.sending}>
            {waiting && <Share of={waiting} />}
            <Icon name="clock" />
            <span class="unseen">{words().messages.sending}</span>
          </span>
        )}
      </div>
    </li>
  );
}

/** How much of its pictures has left. */
function Share({ of: { uploads } }: { of: Waiting }) {
  const all = uploads.reduce((sum, { attachment }) => sum + attachment.value.bytes, 0);
  const left = uploads.reduce((sum, { attachment, share }) => sum + attachment.value.bytes * share.value, 0);
  return <span class="share">{new Intl.NumberFormat(locale.value, { style: "percent" }).format(left / all)}</span>;
}
