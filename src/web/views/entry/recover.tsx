import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Form } from "../form.tsx";
import { EntryFrame } from "./frame.tsx";
import { MissingSecret } from "./missing.tsx";
import { PasswordField } from "./person.tsx";

/** Sets a new password with a link from an admin. */
export function RecoverPage({ secret }: { secret: string }) {
  if (secret === "") return <MissingSecret title="Choose a new password" />;
  return (
    <EntryFrame title="Choose a new password">
      <p class="lead">It ends all sessions that are open, on every device.</p>
      <Form
        action="Save and sign in"
        submit={async ({ password = "" }) => {
          await knock("recovery.finish", { secret, password, label: deviceLabel() });
          enter();
        }}
      >
        <PasswordField label="New password" />
      </Form>
    </EntryFrame>
  );
}
