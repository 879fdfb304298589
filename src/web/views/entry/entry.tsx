import { useEffect } from "preact/hooks";
import { translated, words } from "../../language/language.ts";
import { whenIdle } from "../../state/idle.ts";
import { place } from "../../state/place.ts";
import { openSession, session } from "../../state/session.ts";
import { EntryFrame } from "./frame.tsx";
import { JoinPage } from "./join.tsx";
import { RecoverPage } from "./recover.tsx";
import { SetupPage } from "./setup.tsx";
import { SignInPage } from "./signin.tsx";

const idle_ms_max = 5000;

/** What is seen by who is not inside. `fetchInside` is called when all of it is there: they are about to go in. */
export function Entry({ fetchInside }: { fetchInside: () => Promise<unknown> }) {
  useEffect(() => {
    // What did not come is fetched again when it is needed, and then it is said.
    whenIdle(() => {
      fetchInside().catch(() => undefined);
    }, idle_ms_max);
  }, [fetchInside]);
  const here = place();
  switch (here.page) {
    case "setup":
      return <SetupPage secret={here.secret} />;
    case "join":
      return <JoinPage secret={here.secret} />;
    case "recover":
      return <RecoverPage secret={here.secret} />;
    case "missing":
      return (
        <EntryFrame title={words().general.missing}>
          <a class="button" href="/">
            {words().general.toChannels}
          </a>
        </EntryFrame>
      );
    default:
      return <Closed />;
  }
}

/** Nobody is signed in any more, or the server does not let this client in. */
function Closed() {
  const now = session();
  if (!now.store) return <SignInPage reason={translated(now.reason)} />;
  const { connection } = now.store;
  return (
    <EntryFrame title={words().general.broken}>
      <p class="lead">{"reason" in connection && translated(connection.reason)}</p>
      <button type="button" class="button" onClick={() => openSession()}>
        {words().general.tryAgain}
      </button>
    </EntryFrame>
  );
}
