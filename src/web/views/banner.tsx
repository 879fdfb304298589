import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";

/** Says that the connection is lost, and when it is tried again. */
export function Banner() {
  const store = useStore();
  const { connection } = store;
  const isOnline = connection.state === "online";
  const text =
    connection.state === "waiting" ? (
      <>
        {words().banner.lost} <Countdown until_ms={connection.retry_at_ms} />
      </>
    ) : (
      words().banner.connecting
    );
  return (
    <output class={isOnline ? "banner hidden" : "banner"}>
      {!isOnline && (
        <>
          <span>{text}</span>
          {connection.state === "waiting" && (
            <button type="button" class="link-button" onClick={() => store.client.wake()}>
              {words().banner.tryNow}
            </button>
          )}
        </>
      )}
    </output>
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
