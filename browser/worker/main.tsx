import '@fontsource-variable/inter/wght.css';
import '../ui/tokens.css';
import './ground.css';
import './worker.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Phone } from '../platform/phone';
import { keepApp } from '../platform/service-worker';
import { App } from './app';
import { followScheme } from './scheme';

const at = document.getElementById('app');
if (at === null) throw new Error('The page has no place for the app.');
const phone = new Phone();
followScheme();
keepApp('/worker/service-worker.js', phone.rests);
createRoot(at).render(<StrictMode><App phone={phone} /></StrictMode>);
