/** One's own account, for everybody who is signed in: the password, and the second factor. */
import { useState } from 'react';
import './set-up/set-up.css';
import './account.css';
import type { Values } from '../core/set-up';
import { changePassword } from '../platform/account';
import { ActButton } from '../ui/act-button';
import { useMe } from '../ui/desk';
import { Banners } from '../ui/shift-banner';
import { Announcer } from './announcer';
import { AwayBar } from './away-bar';
import { SecondFactor } from './second-factor';
import { Form, type Field } from './set-up/form';
import { Head, Section } from './set-up/parts';
import { useSound } from './use-sound';

export default function AccountPage({ signedOut }: { readonly signedOut: () => void }) {
  const me = useMe();
  const sound = useSound();
  return (
    <>
      <div className="frame account">
        <AwayBar sound={sound} signedOut={signedOut} />
        <Banners />
        <main className="sheet su-sheet">
          <Head title="Your account" part="console"><p className="dim">{me.person.name}, {me.organisation.name}. What you set here is for you alone.</p></Head>
          <Password />
          <SecondFactor />
        </main>
      </div>
      <Announcer />
    </>
  );
}

const FIELDS: readonly Field[] = [
  { name: 'current', label: 'The password you have now', secret: 'current-password' },
  { name: 'new', label: 'New password', secret: 'new-password', hint: 'At least 12 characters. Four words that you know are good' },
];
/** A refusal without a field is about one all the same: the one that is wrong, or the new one that will not do. */
const BLAMED: Readonly<Record<number, string>> = { 403: 'current', 422: 'new' };

function Password() {
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  const save = async (values: Values, key: string) => {
    await changePassword(values['current'] ?? '', values['new'] ?? '', key);
    setChanged(true);
    setOpen(false);
  };
  const begin = () => {
    setChanged(false);
    setOpen(true);
  };
  return (
    <Section title="Password">
      <div role="status">{changed ? <p className="account-done">Your password is changed. In every other browser you are signed out.</p> : null}</div>
      {open ? <Form label="Change your password" fields={FIELDS} start={{}} submit="Change it" cancel={() => setOpen(false)} save={save} blame={BLAMED} /> : <ActButton label="Change your password…" press={begin} />}
    </Section>
  );
}
