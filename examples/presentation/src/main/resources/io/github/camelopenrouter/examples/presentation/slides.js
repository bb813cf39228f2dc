'use strict';
// Turns the slides, by buttons and by keys.
{
  const deck = document.getElementById('slides');
  const back = document.getElementById('back');
  const forward = document.getElementById('forward');
  const place = document.getElementById('place');
  const slides = () => [...deck.querySelectorAll('.slide')];

  /** The slide that is nearest to the top. */
  const current = () => {
    const top = deck.getBoundingClientRect().top;
    const distances = slides().map(slide => Math.abs(slide.getBoundingClientRect().top - top));
    return distances.indexOf(Math.min(...distances));
  };

  const show = () => {
    const count = slides().length;
    const now = current();
    place.textContent = (now + 1) + ' / ' + count;
    back.setAttribute('aria-disabled', now === 0);
    forward.setAttribute('aria-disabled', now === count - 1);
  };

  const turnTo = wanted => {
    const all = slides();
    const slide = all[Math.max(0, Math.min(all.length - 1, wanted))];
    slide.focus({preventScroll: true});
    slide.scrollIntoView({block: 'start'});
    show();
  };

  /** Within a slide that is longer than the screen, the keys that scroll go on scrolling. */
  const beyond = down => {
    const slide = slides()[current()].getBoundingClientRect();
    const view = deck.getBoundingClientRect();
    return down ? slide.bottom <= view.bottom + 2 : slide.top >= view.top - 2;
  };

  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const onButton = event.target instanceof HTMLButtonElement;
    const turns = {
      ArrowRight: () => current() + 1,
      ArrowLeft: () => current() - 1,
      ArrowDown: () => beyond(true) ? current() + 1 : null,
      PageDown: () => beyond(true) ? current() + 1 : null,
      ' ': () => !onButton && beyond(true) ? current() + 1 : null,
      ArrowUp: () => beyond(false) ? current() - 1 : null,
      PageUp: () => beyond(false) ? current() - 1 : null,
      Home: () => 0,
      End: () => slides().length - 1,
    };
    const wanted = Object.hasOwn(turns, event.key) ? turns[event.key]() : null;
    if (wanted !== null) {
      event.preventDefault();
      turnTo(wanted);
    }
  });
  back.addEventListener('click', () => turnTo(current() - 1));
  forward.addEventListener('click', () => turnTo(current() + 1));
  deck.addEventListener('scroll', show, {passive: true});
  new MutationObserver(show).observe(deck, {childList: true});
  back.parentElement.hidden = false;
  show();
}
