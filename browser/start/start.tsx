/** The first page: which app; how to begin while nobody can sign in; in a demo whom one can be, and how to send a first alarm. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { readAwaited, readDemo } from '../platform/api';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/state';

export function Start() {
  const { data: demo, isPending, isError } = useQuery({ queryKey: ['demo'], queryFn: readDemo });
  const { data: awaited = false } = useQuery({ queryKey: ['awaited'], queryFn: readAwaited });
  return (
    <main className="start">
      <p className="start-brand"><Icon name="bell" />Tocsin</p>
      <h1>From an alarm to a sealed report</h1>
      <p className="lead">Takes alarms, lets a monitoring centre work them, and keeps evidence that nobody can change unseen.</p>
      <ul className="apps">
        {awaited ? (
          <li>
            <div className="grow"><h2>Begin</h2><p>Nobody can sign in yet. The terminal in which Tocsin started shows a one-time code: with it you name your centre and become its administrator.</p></div>
            <Button component="a" href="/begin/" variant="filled" size="go">Begin</Button>
          </li>
        ) : null}
        <li>
          <div className="grow"><h2>Console</h2><p>For operators: the queue, the next step, the calls, the journal.</p></div>
          <Button component="a" href="/console/" variant={awaited ? 'default' : 'filled'} size="go">Open the console</Button>
        </li>
        <li>
          <div className="grow"><h2>Lone worker’s phone</h2><p>For whoever works alone: a visit’s time, kept at the centre, and help when the button is held. It is enrolled by a link or a code.</p></div>
          <Button component="a" href="/worker/" variant="default" size="go">Open the phone</Button>
        </li>
        {demo ? (
          <li>
            <div className="grow"><h2>Handsets</h2><p>In the demo nothing leaves the machine: messages go to these, and you can answer as the keyholder.</p></div>
            <Button component="a" href="/handsets/" variant="default" size="go">Open the handsets</Button>
          </li>
        ) : null}
      </ul>
      {isPending ? <Skeleton /> : null}
      {isError ? <p className="dim" role="alert">The server does not answer. Reload this page once it runs.</p> : null}
      {demo ? (
        <section className="demo" aria-labelledby="demo">
          <h2 id="demo">This is a demo</h2>
          <p className="dim">Sign in as one of these people:</p>
          <ul>
            {demo.logins.map((login) => (
              <li key={login.email}>
                <b>{login.name}</b><span className="dim">{login.role}</span><span className="code">{login.email}</span><span className="code">{login.password}</span>
              </li>
            ))}
          </ul>
          <p className="dim">Send a first alarm, from a terminal on this machine:</p>
          <pre className="command" tabIndex={0}>{demo.panel_command}</pre>
          <p className="dim">Or let a lone worker press the panic button:</p>
          <pre className="command" tabIndex={0}>{demo.lone_worker_command}</pre>
          <p className="dim">Reports are sealed with the key <span className="code">{demo.key_fingerprint}</span>.</p>
        </section>
      ) : null}
    </main>
  );
}
