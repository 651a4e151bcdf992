"""The page in headless Chromium: quiet, safe, filtered, sorted, in two languages and on paper."""

import pytest
from pypdfium2 import PdfDocument

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# The contrast of every visible text with what lies behind it, as WCAG 2 reckons it; yields those
# below 4.5, or below 3 where the letters are large.
FAINT = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const faint = [];
  let seen = 0;
  for (const e of document.querySelectorAll("body *:not(script):not(svg *)")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility()) continue;
    seen += 1;
    const style = getComputedStyle(e);
    const [a, b] = [light(parse(style.color)), light(behind(e))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) faint.push(e.outerHTML.slice(0, 120));
  }
  return [seen, faint];
}"""


def shown(page):
    return page.locator("#cards .card:not([hidden])").count()


def test_page_loads_without_a_word_or_a_request(opened, page):
    assert opened(page).noise == []


def test_attack_does_nothing(opened, hostile):
    page = opened(hostile)
    page.get_by_role("button", name="English").click()
    page.locator("input[name=search]").fill("script")
    page.locator("#table-documents th button").first.click()

    assert page.evaluate("window.attacked") is None
    assert page.locator("img").count() == 0
    assert page.noise == []


def test_even_markup_that_slipped_through_does_nothing(opened, page):
    broken = page.replace(
        "<main", "<script>window.attacked = 1</script><img src=x onerror='attacked = 1'><main", 1
    )
    loaded = opened(broken)
    loaded.wait_for_timeout(200)

    assert loaded.evaluate("window.attacked") is None
    assert any("Content Security Policy" in line for line in loaded.noise)


def test_filters_choose_and_reset(opened, large):
    page = opened(large)
    assert shown(page) == 500

    page.locator("select[name=stance]").select_option("rejected")
    assert shown(page) == 100
    page.locator("select[name=document]").select_option("advies-3")
    assert (shown(page), page.locator("#shown").inner_text()) == (10, "10")
    page.locator("input[name=review]").check()
    assert shown(page) == 5
    page.locator("input[name=search]").fill("PUNT 12")
    assert shown(page) == 1
    page.locator("select[name=theme]").select_option("security")
    assert shown(page) == 0
    assert page.locator("#none-shown").is_visible()
    page.get_by_role("button", name="Alles tonen").click()
    page.wait_for_function("document.querySelector('#shown').textContent === '500'")
    assert shown(page) == 500


def test_five_hundred_recommendations_are_filtered_and_sorted_at_once(opened, large):
    page = opened(large)
    milliseconds = page.evaluate(
        """() => {
          const form = document.getElementById("filters");
          const started = performance.now();
          form.elements.search.value = "punt 7";
          form.elements.sort.value = "unsure";
          form.dispatchEvent(new Event("input"));
          document.body.offsetHeight;
          return performance.now() - started;
        }"""
    )

    assert shown(page) == 10
    assert milliseconds < 2000


def test_recommendations_are_put_in_order(opened, large):
    page = opened(large)
    page.locator("select[name=sort]").select_option("unsure")
    sure = page.eval_on_selector_all(".card", "cards => cards.map(c => Number(c.dataset.sure))")
    assert sure == sorted(sure)
    assert sure[0] < sure[-1]

    page.locator("select[name=sort]").select_option("order")
    order = page.eval_on_selector_all(".card", "cards => cards.map(c => Number(c.dataset.order))")
    assert order == list(range(500))


def test_table_is_sorted_by_keyboard_and_says_so(opened, large):
    page = opened(large)
    heading = page.locator("#table-coverage th").nth(4)
    heading.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    cells = page.locator("#table-coverage tbody tr td:nth-child(5)")
    assert (cells.first.inner_text(), cells.last.inner_text()) == ("0%", "100%")

    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert (cells.first.inner_text(), cells.last.inner_text()) == ("100%", "0%")


def test_table_is_filtered(opened, large):
    page = opened(large)
    page.locator("section[aria-labelledby=coverage] input").fill("geen reactie")

    assert page.locator("#table-coverage tbody tr:visible").count() == 100


def test_page_speaks_english_and_dutch_again(opened, page):
    loaded = opened(page)
    dutch = loaded.locator("body").inner_text()
    loaded.get_by_role("button", name="English").click()

    assert loaded.locator("html").get_attribute("lang") == "en"
    assert loaded.title() == "Weerklank: what became of the advice?"
    assert loaded.locator("h1").inner_text() == "What became of the advice?"
    assert loaded.locator("#r1 .chip").first.inner_text() == "partially accepted"
    assert loaded.get_by_role("form", name="Filter and sort").is_visible()
    assert loaded.locator(".only-en svg").is_visible()
    assert loaded.locator(".only-nl svg").is_hidden()
    # What documents say stays as it is, and is marked as Dutch for those who listen.
    assert "Meet dit, jaarlijks." in loaded.locator("#r2 blockquote").first.inner_text()
    assert loaded.locator("#r2 blockquote").first.get_attribute("lang") == "nl"

    loaded.get_by_role("button", name="Nederlands").click()
    assert loaded.locator("body").inner_text() == dutch


def test_page_without_script_is_whole_and_dutch(opened, page):
    loaded = opened(page, java_script_enabled=False)

    assert loaded.locator(".card").count() == 3
    assert loaded.locator("#filters").is_hidden()
    assert loaded.locator("#r1 blockquote").first.is_visible()


def test_link_opens_the_folded_text_at_its_place(opened, page):
    loaded = opened(page)
    link = loaded.locator("#r1 .asks .place").first
    target = loaded.locator(link.get_attribute("href"))
    assert target.is_hidden()
    link.click()

    target.wait_for(state="visible")
    loaded.wait_for_function(
        "([id]) => document.querySelector(id).getBoundingClientRect().top < innerHeight",
        arg=[link.get_attribute("href")],
    )


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_contents_lead_to_the_section_and_not_near_it(opened, large, options):
    # With motion: a page that scrolls smoothly past unmeasured recommendations ends elsewhere.
    loaded = opened(large, **options, reduced_motion="no-preference")
    links = loaded.locator("nav a").all()
    assert len(links) == 7
    for link in links:
        target = link.get_attribute("href")
        link.click()
        loaded.wait_for_timeout(500)
        top = f"document.querySelector('{target}').getBoundingClientRect().top"
        left = "document.documentElement.scrollHeight - innerHeight - scrollY"
        assert loaded.evaluate(f"Math.abs({top} - 16) < 2 || {left} < 2"), target
        assert loaded.evaluate(f"{top} >= 0 && {top} < innerHeight"), target


def test_first_key_skips_to_the_content_and_focus_is_seen(opened, page):
    loaded = opened(page)
    loaded.keyboard.press("Tab")
    assert loaded.locator(":focus").inner_text() == "Naar de inhoud"
    assert loaded.locator(":focus").bounding_box()["x"] >= 0
    loaded.keyboard.press("Enter")
    loaded.keyboard.press("Tab")
    assert loaded.evaluate("!!document.activeElement.closest('main')")
    assert loaded.locator(":focus").evaluate("e => getComputedStyle(e).outlineWidth") == "3px"


def test_every_control_has_a_name(opened, page):
    loaded = opened(page)
    for role in ("button", "combobox", "searchbox", "checkbox", "link", "img", "region", "form"):
        for found in loaded.get_by_role(role).all():
            line = found.aria_snapshot().splitlines()[0]
            assert '"' in line, line


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_text_stands_out_from_what_lies_behind_it(opened, page, options):
    loaded = opened(page, **options)
    loaded.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    seen, faint = loaded.evaluate(FAINT)

    assert seen > 100
    assert faint == []


def test_phone_scrolls_down_only(opened, page, hostile):
    for content in (page, hostile):
        loaded = opened(content, **PHONE)
        assert loaded.evaluate("document.documentElement.scrollWidth") == 360


def test_paper_has_everything_but_controls(opened, page):
    pdf = PdfDocument(opened(page).pdf(format="A4"))
    text = " ".join(" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in pdf)

    assert "Meet dit, jaarlijks." in text
    assert "Een verbod volgt niet." in text
    assert "zonder thema" in text  # the figures of the plot, folded on screen
    assert "Alles tonen" not in text
    assert "Zoek in deze tabel" not in text
