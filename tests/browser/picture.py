"""Keeps a small picture of a page: WebP, made by the browser itself, just wide enough to read."""

import base64
from pathlib import Path

from playwright.sync_api import Page

MOST_WIDE = 720
QUALITY = 0.15

SMALLER = """async ([png, wide, quality]) => {
  const whole = new Image();
  whole.src = `data:image/png;base64,${png}`;
  await whole.decode();
  const scale = Math.min(1, wide / whole.width);
  const small = document.createElement('canvas');
  small.width = Math.round(whole.width * scale);
  small.height = Math.round(whole.height * scale);
  const pen = small.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(whole, 0, 0, small.width, small.height);
  return small.toDataURL('image/webp', quality).split(',')[1];
}"""


def keep_picture(page: Page, path: Path) -> None:
    """Photograph what the window shows. A blank page does the work, and this one is left alone."""
    png = base64.b64encode(page.screenshot()).decode()
    browser = page.context.browser
    assert browser is not None
    blank = browser.new_page()
    try:
        path.write_bytes(base64.b64decode(blank.evaluate(SMALLER, [png, MOST_WIDE, QUALITY])))
    finally:
        blank.close()
