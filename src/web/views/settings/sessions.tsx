import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Session } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { attempt } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { Icon } from "../icon.tsx";
import { dateTime } from "../time.ts";
import { Confirm } from "./confirm.tsx";
import { say } from "./said.tsx";

/** Where one is signed in: this device first, then the newest. */
export function SessionsSection() {
  const { client, isCutOff } = useStore();
  const text = words().settings.sessions;
  const sessions = useSignal<readonly Session[] | undefined>(undefined);
  const isAsking = useSignal(false);
  useEffect(() => {
    if (isCutOff) return;
    attempt(
      client.do("session.list", {}).then((answer) => {
        sessions.value = answer.sessions.toSorted(
          (a, b) => Number(b.current ?? false) - Number(a.current ?? false) || b.created - a.created,
        );
      }),
    );
  }, [client, sessions, isCutOff]);
  const revoke = async (id: Session["id"]) => {
    await client.do("session.revoke", { session: id });
    sessions.value = sessions.value?.filter((session) => session.id !== id);
    say(text.signedOut);
  };
  const revokeOthers = async () => {
    await client.do("session.revoke_others", {});
    sessions.value = sessions.value?.filter(({ current }) => current);
    return text.othersDone;
  };
  const hasOthers = sessions.value?.some(({ current }) => !current);
  return (
    <>
      <p class="lead">{text.lead}</p>
      <ul class="rows" aria-label={text.list}>
        {sessions.value?.map(({ id, label, created, expires, current }) => {
          const name = label === "" ? text.aDevice : label;
          const since = text.since(dateTime(created));
          return (
            <li key={id} class="row">
              <Icon name="device" />
              <span class="result-text">
                <span class="row-title">
                  <bdi class="name">{name}</bdi>
                  {current && <span class="chip-label accent">{text.current}</span>}
                </span>
                <span class="hint">
                  {since} · {text.until(dateTime(expires))}
                </span>
              </span>
              {!current && (
                <button
                  type="button"
                  class="button small quiet"
                  aria-label={words().general.doesTo(text.signOut, `${name}, ${since}`)}
                  onClick={() => attempt(revoke(id))}
                >
                  {text.signOut}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {hasOthers === false && <p class="hint">{text.alone}</p>}
      {hasOthers && (
        <div class="settings-buttons">
          <button
            type="button"
            class="button quiet danger"
            onClick={() => {
              isAsking.value = true;
            }}
          >
            {text.others}
          </button>
        </div>
      )}
      {isAsking.value && (
        <Confirm
          title={text.othersTitle}
          text={text.othersText}
          action={text.others}
          danger
          submit={revokeOthers}
          close={() => {
            isAsking.value = false;
          }}
        />
      )}
    </>
  );
}
