import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { limits } from "../../../protocol/limits.ts";
import { words } from "../../language/language.ts";
import { takeProfile } from "../../state/profile.ts";
import { Field, Form } from "../form.tsx";

const seconds_first = 10;
const tick_ms = 100;

/** Where the server's time goes, as a page to keep: it shows a graph, and runs nowhere but in itself. */
export function TimeSection() {
  const text = words().admin.time;
  const running = useSignal<number | undefined>(undefined);
  const page = useSignal("");
  const stop = useMemo(() => new AbortController(), []);
  useEffect(() => () => stop.abort(), [stop]);
  // The page stays where its link leads until there is another, or one goes elsewhere.
  const url = page.value;
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <>
      <p class="lead">{text.lead}</p>
      <Form
        action={text.start}
        submit={async ({ seconds }) => {
          running.value = Number(seconds);
          try {
            page.value = URL.createObjectURL(await takeProfile(Number(seconds), stop.signal));
          } finally {
            running.value = undefined;
          }
        }}
      >
        <Field
          name="seconds"
          label={text.seconds}
          type="number"
          min={1}
          max={limits.profile_seconds_max}
          defaultValue={`${seconds_first}`}
          required
        />
        {running.value !== undefined && <Running seconds={running.value} />}
      </Form>
      {url !== "" && (
        <output class="ready">
          {text.ready}{" "}
          <a class="button" href={url} download="bantam-profile.html">
            {text.save}
          </a>
        </output>
      )}
    </>
  );
}

function Running({ seconds }: { seconds: number }) {
  const passed = useSignal(0);
  useEffect(() => {
    const started = performance.now();
    const timer = setInterval(() => {
      passed.value = (performance.now() - started) / 1000;
    }, tick_ms);
    return () => clearInterval(timer);
  }, [passed]);
  return (
    <progress
      class="progress"
      aria-label={words().admin.time.running}
      max={seconds}
      value={Math.min(seconds, passed.value)}
    />
  );
}
