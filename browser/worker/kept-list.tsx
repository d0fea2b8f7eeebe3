/** What the server would not have, kept and shown until it was read; and what came of a PIN that arrived late. */
import type { Id } from '../contract/api';
import { refusedOnes, refusedWords } from '../core/lane';
import { pinWords } from '../core/pin';
import { PhoneButton } from './parts';
import { minute, usePhone, useView } from './use-phone';

/** `but`: what the page itself tells of. */
export function KeptList({ but = null }: { readonly but?: Id | null }) {
  const phone = usePhone();
  const { kept, clock, late, keeps, state } = useView();
  const refused = refusedOnes(kept).filter(({ key }) => key !== but).map((one) => ({ key: one.key, said: refusedWords(one, state?.lone_worker.id ?? null, (ms) => minute(ms + clock.ahead_ms)) }));
  if (refused.length === 0 && late === null && keeps) return null;
  return (
    <ul className="kept" aria-label="What was not taken">
      {keeps ? null : <li><p><b>This browser keeps nothing.</b> What has not been sent is lost when this page is closed.</p></li>}
      {late === null ? null : (
        <li>
          <p><b>Your PIN of {minute(late.entered_at + clock.ahead_ms)} has arrived.</b> {pinWords(late.fate, late.purpose, minute)}</p>
          <PhoneButton quiet press={phone.putLateAway}>Put away</PhoneButton>
        </li>
      )}
      {refused.map(({ key, said: [title, words] }) => (
        <li key={key}>
          <p><b>{title}</b> {words}</p>
          <PhoneButton quiet press={() => phone.putAway(key)}>Put away</PhoneButton>
        </li>
      ))}
    </ul>
  );
}
