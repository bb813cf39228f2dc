'use strict';
// Fills the page with what happens. What a model wrote is only ever text: textContent, and never HTML.
{
  const deck = document.getElementById('slides');
  const status = document.getElementById('status');
  const progress = document.getElementById('progress');
  const stop = document.getElementById('stop');
  const contents = document.getElementById('contents');
  const slides = new Map();
  const links = new Map();

  const note = (slide, text) => {
    const paragraph = slide.querySelector('.note');
    paragraph.textContent = text ?? '';
    paragraph.hidden = !text;
  };

  const happened = {
    title({title}) {
      document.title = title;
      document.getElementById('title').textContent = title;
    },
    promise({place, title}) {
      const slide = document.getElementById('slide').content.firstElementChild.cloneNode(true);
      slide.querySelector('h2').textContent = title;
      const behind = [...slides.keys()].filter(other => other > place).sort((a, b) => a - b)[0];
      slide.id = 'slide-' + place;
      deck.insertBefore(slide, slides.get(behind) ?? null);
      slides.set(place, slide);
      const link = document.createElement('a');
      link.href = '#' + slide.id;
      link.textContent = title;
      const item = document.createElement('li');
      item.append(link);
      contents.insertBefore(item, links.get(behind)?.parentElement ?? null);
      links.set(place, link);
    },
    slide({place, title, points, note: said}) {
      const slide = slides.get(place);
      slide.querySelector('h2').textContent = title;
      links.get(place).textContent = title;
      links.get(place).parentElement.classList.add('written');
      const list = slide.querySelector('ul');
      list.hidden = false;
      list.replaceChildren(...points.map(point => {
        const item = document.createElement('li');
        item.textContent = point;
        return item;
      }));
      note(slide, said);
      slide.classList.remove('waiting');
    },
    picture({place, url}) {
      const picture = document.createElement('img');
      picture.src = url;
      note(slides.get(place), null);
      picture.alt = 'Picture: ' + slides.get(place).querySelector('h2').textContent;
      slides.get(place).append(picture);
    },
    missed({place, why}) {
      note(slides.get(place), why);
      slides.get(place).classList.remove('waiting');
    },
    progress({outlined, written, of, cost}) {
      progress.max = of + 1; // the outline counts, too
      progress.value = written + (outlined ? 1 : 0);
      status.textContent = written + ' of ' + of + ' slides are written. '
          + (outlined ? '' : 'The outline goes on.');
      document.getElementById('cost').textContent = cost;
    },
    end({how, why}) {
      events.close();
      document.body.dataset.end = how;
      status.textContent = why;
      stop.hidden = true;
      for (const slide of deck.querySelectorAll('.waiting')) {
        note(slide, 'Not written.');
        slide.classList.remove('waiting');
      }
    },
  };

  const events = new EventSource('events');
  for (const [name, show] of Object.entries(happened)) {
    events.addEventListener(name, event => show(JSON.parse(event.data)));
  }
  events.addEventListener('error', () => {
    status.textContent = 'The program does not answer.';
  });

  stop.addEventListener('click', () => {
    stop.setAttribute('aria-disabled', 'true');
    stop.textContent = 'Stopping';
    fetch('stop', {method: 'POST', headers: {'X-Presentation': 'stop'}}).catch(() => {
      status.textContent = 'The program does not answer.';
    });
  });
}
