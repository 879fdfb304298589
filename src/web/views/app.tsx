import { translated, words } from "../language/language.ts";
import { place } from "../state/place.ts";
import { openSession, session } from "../state/session.ts";
import { StoreProvider } from "../state/store.ts";
import { EntryFrame } from "./entry/frame.tsx";
import { JoinPage } from "./entry/join.tsx";
import { RecoverPage } from "./entry/recover.tsx";
import { SetupPage } from "./entry/setup.tsx";
import { SignInPage } from "./entry/signin.tsx";
import { Logo } from "./logo.tsx";
import { Workspace } from "./workspace.tsx";

export function App() {
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
      return <Inside />;
  }
}

/** What is behind the sign-in. */
function Inside() {
  const now = session();
  if (!now.store) return <SignInPage reason={translated(now.reason)} />;
  const { connection, isReady } = now.store;
  if (connection.state === "failed")
    return (
      <EntryFrame title={words().general.broken}>
        <p class="lead">{translated(connection.reason)}</p>
        <button type="button" class="button" onClick={() => openSession()}>
          {words().general.tryAgain}
        </button>
      </EntryFrame>
    );
  if (!isReady) return <Splash waiting={connection.state === "waiting"} />;
  return (
    <StoreProvider value={now.store}>
      <Workspace />
    </StoreProvider>
  );
}

function Splash({ waiting }: { waiting: boolean }) {
  return (
    <main class="splash">
      <Logo />
      <output>{waiting ? words().general.unreachable : words().general.loading}</output>
    </main>
  );
}
