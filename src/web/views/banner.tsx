import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { isOutdated } from "../state/version.ts";
import { IconButton } from "./iconbutton.tsx";

/** A new connection that is there sooner is not worth a word. */
const quiet_ms = 1500;

/** Says what stands between here and the server: no network, no connection, or another version there. */
export function Banner() {
  const store = useStore();
  const { state } = store.connection;
  const isLate = useSignal(false);
  useEffect(() => {
    isLate.value = false;
    if (state !== "connecting") return undefined;
    const timer = setTimeout(() => {
      isLate.value = true;
    }, quiet_ms);
    return () => clearTimeout(timer);
  }, [state, isLate]);
  const said = store.isCutOff ? (
    <span>{words().offline.notice}</span>
  ) : state === "waiting" ? (
    <Waiting />
  ) : state === "connecting" ? (
    isLate.value && <span>{words().banner.connecting}</span>
  ) : (
    isOutdated.value && <Outdated />
  );
  const isBack = useIsBack(state === "online", Boolean(said));
  return (
    <>
      <output class={said ? "banner" : "banner hidden"}>{said}</output>
      {/* That the banner is gone is seen. */}
      <output class="unseen">{isBack && words().banner.back}</output>
    </>
  );
}

/** Whether there is a connection again, after it was said that there is none. */
function useIsBack(isOnline: boolean, isSaid: boolean): boolean {
  const wasLost = useRef(false);
  if (isSaid && !isOnline) wasLost.current = true;
  return wasLost.current && isOnline;
}

function Waiting() {
  const { client, connection } = useStore();
  if (connection.state !== "waiting") return null;
  return (
    <>
      <span>
        {words().banner.lost} <Countdown until_ms={connection.retry_at_ms} />
      </span>
      <button type="button" class="link-button" onClick={() => client.wake()}>
        {words().banner.tryNow}
      </button>
    </>
  );
}

function Outdated() {
  return (
    <>
      <span>{words().offline.newVersion}</span>
      <button type="button" class="link-button" onClick={() => location.reload()}>
        {words().offline.reload}
      </button>
      <IconButton
        icon="close"
        label={words().general.dismiss}
        onClick={() => {
          isOutdated.value = false;
        }}
      />
    </>
  );
}

function Countdown({ until_ms }: { until_ms: number }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 500);
    return () => clearInterval(timer);
  }, [now]);
  const seconds = Math.ceil((until_ms - now.value) / 1000);
  return <span aria-hidden="true">{seconds > 1 ? words().banner.tryingIn(seconds) : words().banner.tryingNow}</span>;
}
