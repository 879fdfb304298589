import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Form } from "../form.tsx";
import { EntryFrame } from "./frame.tsx";
import { MissingSecret } from "./missing.tsx";
import { PersonFields } from "./person.tsx";

/** The first run: makes the owner. */
export function SetupPage({ secret }: { secret: string }) {
  if (secret === "") return <MissingSecret title="Set up Bantam" />;
  return (
    <EntryFrame title="Set up Bantam">
      <p class="lead">You are the first one here, and will be this server's owner.</p>
      <Form
        action="Start chatting"
        submit={async ({ name = "", handle = "", password = "" }) => {
          await knock("setup.finish", { secret, name, handle, password, label: deviceLabel() });
          enter();
        }}
      >
        <PersonFields />
      </Form>
    </EntryFrame>
  );
}
