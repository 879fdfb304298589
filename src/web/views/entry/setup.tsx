import { words } from "../../language/language.ts";
import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Form } from "../form.tsx";
import { EntryFrame } from "./frame.tsx";
import { MissingSecret } from "./missing.tsx";
import { PersonFields } from "./person.tsx";

/** The first run: makes the owner. */
export function SetupPage({ secret }: { secret: string }) {
  if (secret === "") return <MissingSecret title={words().entry.setUp} />;
  return (
    <EntryFrame title={words().entry.setUp}>
      <p class="lead">{words().entry.firstOne}</p>
      <Form
        action={words().entry.startChatting}
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
