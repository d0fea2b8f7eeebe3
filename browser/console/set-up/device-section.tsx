/** The phones that speak for a lone worker: enrolled by a code that is good once, taken away at once. */
import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import type { Device, Enrolment } from '../../contract/set-up';
import { isOnlyHere } from '../../core/set-up';
import { newKey } from '../../platform/api';
import { readDevices, write } from '../../platform/set-up';
import { withdrawalWords } from '../../core/set-up';
import { ActButton } from '../../ui/act-button';
import { useTimes } from '../../ui/desk';
import { Icon } from '../../ui/icon';
import { Refusal } from '../../ui/state';
import { said, Section, Waiting, Withdraw } from './parts';
import type { Editing } from './site-page';

const OPEN = 'device';

/** While a code is shown, the phone that it enrols appears by itself. */
export const useDevices = (of: string, open: string | null) => useQuery({ queryKey: ['set-up', 'devices', of], queryFn: () => readDevices(of), refetchInterval: open === OPEN ? 3_000 : false });

interface Props {
  readonly of: string;
  readonly name: string;
  readonly devices: ReturnType<typeof useDevices>;
  readonly editing: Editing;
}

export function DeviceSection({ of, name, devices, editing: { open, set } }: Props) {
  const [offered, setOffered] = useState<Enrolment | null>(null);
  const close = () => { setOffered(null); set(null); };
  return (
    <Section title="Phones" count={devices.data?.length ?? 0} act={open === null ? <ActButton label={(devices.data?.length ?? 0) > 0 ? 'Enrol another phone' : 'Enrol a phone'} icon="plus" press={() => set(OPEN)} /> : null}>
      <Waiting of={[devices]} />
      {open !== OPEN ? null : offered === null ? <Offer of={of} had={(devices.data?.length ?? 0) > 0} shown={setOffered} cancel={close} /> : <Offered offered={offered} name={name} close={close} />}
      {devices.data?.map((device) => <Phone key={device.id} device={device} alone={open === null} />)}
      {devices.data?.length === 0 && open !== OPEN ? <p className="empty"><b>No phone yet.</b> {name} calls for help and checks in with it.</p> : null}
    </Section>
  );
}

function Phone({ device, alone }: { readonly device: Device; readonly alone: boolean }) {
  const times = useTimes();
  const battery = device.battery_percent === null ? '' : ` · battery ${device.battery_percent} %`;
  return (
    <div className="su-panel">
      <div className="su-section-head"><h3>{device.label}</h3>{alone ? <div className="acts"><Withdraw path={`/devices/${device.id}`} what={device.label} warning={withdrawalWords(device)} /></div> : null}</div>
      <p className="dim num">Enrolled {times.moment(device.enrolled_at)} · last heard {times.moment(device.heard_at)}{device.awake ? '' : ', asleep since'}{battery}</p>
    </div>
  );
}

interface OfferProps {
  readonly of: string;
  readonly had: boolean;
  readonly shown: (offered: Enrolment) => void;
  readonly cancel: () => void;
}

function Offer({ of, had, shown, cancel }: OfferProps) {
  const [anew, setAnew] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const make = async () => {
    setSending(true);
    setProblem(null);
    try {
      shown((await write('POST', `${of}/enrolments`, newKey(), { new_pins: anew })) as Enrolment);
    } catch (refusal) {
      setProblem(said(refusal));
    } finally {
      setSending(false);
    }
  };
  return (
    <div className="su-form" role="group" aria-label="Enrol a phone">
      <p>A code is made that is good once, for three days. The phone is enrolled by a tap, without a password.</p>
      {had ? <Switch label="They forgot their PINs: they choose new ones with this code" checked={anew} onChange={(event) => setAnew(event.currentTarget.checked)} /> : null}
      {problem === null ? null : <Refusal>{problem}</Refusal>}
      <div className="acts"><ActButton go label="Make a code" sending={sending} press={() => void make()} /><ActButton label="Cancel" press={cancel} /></div>
    </div>
  );
}

function Offered({ offered, name, close }: { readonly offered: Enrolment; readonly name: string; readonly close: () => void }) {
  const times = useTimes();
  const [copied, setCopied] = useState(false);
  return (
    <div className="su-once su-enrol" role="status">
      <div className="su-qr"><QRCodeSVG value={offered.link} size={168} marginSize={2} title={`Opens the page on which ${name} enrols`} /></div>
      <div>
        <p><b>Let {name} point their phone’s camera at this</b>, or type the code at <span className="code">{offered.link.split('#')[0]}</span></p>
        <p className="su-secret code">{offered.code}</p>
        {isOnlyHere(offered.link) ? <p className="su-heard warning"><Icon name="warning" /><span>This address is this machine’s own: no telephone can open it. Open the link in another window here, or have whoever runs the server set <span className="code">TOCSIN_PUBLIC_URL</span> to the address that telephones reach, with <span className="code">https</span>.</span></p> : null}
        <p className="dim num">Good once, until {times.moment(offered.ends_at)}. It is shown this once.</p>
        <div className="acts">
          <ActButton label={copied ? 'Copied' : 'Copy the link'} icon="copy" press={() => void navigator.clipboard.writeText(offered.link).then(() => setCopied(true), () => setCopied(false))} />
          <ActButton label="Done" press={close} />
        </div>
      </div>
    </div>
  );
}
