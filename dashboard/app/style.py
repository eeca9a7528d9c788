"""The style sheet of the pages: calm, wide enough for tables, dark enough to read."""

from __future__ import annotations

from dashboard.words.vocabulary import BAND, BLUE, GREY, INK, LINE, MUTED, ORANGE

STYLE = f"""<style>
.stApp header[data-testid="stHeader"] {{ display: none; }}
.stMainBlockContainer {{ max-width: 1240px; padding: 1.1rem 2rem 2.5rem; }}
.stMainBlockContainer > div > [data-testid="stVerticalBlock"] {{ gap: 0.8rem; }}
h1 {{ padding: 0.6rem 0 0; line-height: 1.25; }}
h2 {{ padding: 1.4rem 0 0; }}
[data-testid="stLayoutWrapper"]:has(> .st-key-links) {{ position: absolute; }}
.st-key-head {{ border-bottom: 1px solid {LINE}; padding-bottom: 0.55rem; gap: 0.1rem; }}
.st-key-head [data-testid="stPageLink"] a p {{ font-size: 0.97rem; color: {INK}; }}
.sp-brand {{ font-size: 1.15rem; font-weight: 600; color: {BLUE}; padding-right: 0.6rem;
  letter-spacing: -0.01em; }}
.sp-lang {{ display: block; text-align: right; }}
.sp-lang a {{ color: {BLUE}; text-decoration: underline; text-underline-offset: 3px; }}
.sp-lead {{ color: {INK}; margin: 0; max-width: 62rem; line-height: 1.55; }}
.sp-sub {{ color: {MUTED}; margin: -0.2rem 0 0; }}
.stHtml ul.sp-lead {{ padding: 0 0 0 1.1rem; }}
.sp-say {{ color: {INK}; margin: 0; max-width: 62rem; line-height: 1.5; }}
.stHtml ul.sp-key {{ display: flex; flex-wrap: wrap; gap: 0.3rem 1.5rem; color: {MUTED};
  margin: 0; padding: 0; list-style: none; font-size: 0.9rem; }}
.sp-key li {{ display: flex; align-items: center; gap: 0.4rem; margin: 0; }}
.stHtml .sp-sections ul {{ display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; margin: 0.2rem 0 0;
  padding: 0; list-style: none; border-bottom: 1px solid {LINE}; }}
.sp-sections li {{ margin: 0; }}
.sp-sections a {{ display: block; padding: 0.35rem 0 0.45rem; color: {INK}; text-decoration: none;
  border-bottom: 3px solid transparent; }}
.sp-sections a:hover {{ border-bottom-color: {LINE}; }}
.sp-sections a[aria-current] {{ font-weight: 600; border-bottom-color: {INK}; }}
.sp-say a, .sp-lead a {{ color: {BLUE}; text-underline-offset: 3px; }}
.stHtml ol.sp-lead {{ padding: 0 0 0 1.4rem; }}
.sp-scroll {{ overflow-x: auto; }}
.sp-table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums;
  color: {INK}; font-size: 0.94rem; }}
.sp-table caption {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }}
.sp-table th, .sp-table td {{ padding: 0.5rem 0.7rem 0.5rem 0; border: 0;
  border-bottom: 1px solid {BAND}; vertical-align: middle; text-align: left; }}
.sp-table thead th {{ color: {MUTED}; font-weight: 400; font-size: 0.86rem;
  border-bottom: 1px solid {LINE}; vertical-align: bottom; }}
.sp-table tbody th {{ font-weight: 400; }}
.sp-table .num {{ text-align: right; padding-right: 1.4rem; white-space: nowrap; }}
.sp-table img {{ display: block; max-width: none; }}
.sp-table a {{ color: {BLUE}; text-underline-offset: 3px; white-space: nowrap; }}
.sp-table .one {{ white-space: nowrap; }}
.sp-axis {{ display: flex; justify-content: space-between; }}
.sp-table .strong {{ font-weight: 600; }}
.sp-table .quiet {{ color: {MUTED}; font-size: 0.86rem; }}
.sp-sign {{ display: inline-flex; align-items: center; gap: 0.45rem; white-space: nowrap; }}
.sp-not_met, .sp-concern {{ color: {ORANGE}; font-weight: 600; }}
.sp-met, .sp-improvement {{ color: {BLUE}; }}
.sp-uncertain, .sp-too_few, .sp-not_assessed, .sp-not_measurable, .sp-no_target,
.sp-common_cause, .sp-too_few_points {{ color: {GREY}; }}
.sp-foot {{ display: flex; flex-wrap: wrap; gap: 0.2rem 2rem; color: {MUTED};
  font-size: 0.86rem; border-top: 1px solid {LINE}; margin-top: 2rem; padding-top: 0.8rem; }}
.sp-hidden {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }}
.stHtml dl.sp-facts {{ padding: 0; display: grid;
  grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.8rem 2rem;
  margin: 0.4rem 0 0; }}
.sp-facts dt {{ color: {MUTED}; font-size: 0.86rem; }}
.sp-facts dd {{ margin: 0; font-size: 1.05rem; }}
a:focus-visible, button:focus-visible {{ outline: 3px solid {BLUE}; outline-offset: 2px; }}
</style>"""
