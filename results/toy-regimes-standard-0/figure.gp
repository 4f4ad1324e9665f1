# toy-regimes: Toy model: rules that tell a network's regime from its activations
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1500,950 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
stats "figure-fit.csv" using (strcol(4) eq "discernible" ? $5 : NaN) skip 1 name "told" nooutput
stats "figure-fit.csv" using (strcol(4) eq "disjoint" ? $5 : NaN) skip 1 name "apart" nooutput
set logscale x
set xrange [0.0007:1]
set yrange [0.38:1.03]
set xlabel "separation"
set ylabel "discernibility"
set grid linecolor "#eeeeee"
set arrow 1 from graph 0, first told_min to graph 1, first told_min nohead dashtype 2 linecolor "#444444"
set arrow 2 from apart_min, told_min to apart_min, graph 1 nohead dashtype 2 linecolor "#444444"
set multiplot layout 2,3
set title "layer 1 of 5"
plot \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "overlapping" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "overlapping" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "structured_aligned" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "structured_aligned" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "disjoint" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "disjoint" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle, \
  "figure.csv" using (strcol(11) eq "1" && strcol(5) eq "" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle
set title "layer 2 of 5"
plot \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "overlapping" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "overlapping" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "structured_aligned" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "structured_aligned" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "disjoint" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "disjoint" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle, \
  "figure.csv" using (strcol(11) eq "2" && strcol(5) eq "" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle
set title "layer 3 of 5"
plot \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "overlapping" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "overlapping" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "structured_aligned" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "structured_aligned" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "disjoint" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "disjoint" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle, \
  "figure.csv" using (strcol(11) eq "3" && strcol(5) eq "" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle
set title "layer 4 of 5"
plot \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "overlapping" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "overlapping" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "structured_aligned" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "structured_aligned" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "disjoint" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "disjoint" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle, \
  "figure.csv" using (strcol(11) eq "4" && strcol(5) eq "" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle
set title "layer 5 of 5"
plot \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "overlapping" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "overlapping" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#d95f02" notitle, \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "structured_aligned" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "structured_aligned" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#1b9e77" notitle, \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "disjoint" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "disjoint" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#7570b3" notitle, \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "" && strcol(4) eq "fitting" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 6 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle, \
  "figure.csv" using (strcol(11) eq "5" && strcol(5) eq "" && strcol(4) eq "scored" && $10 == 0 ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype 7 pointsize 0.7 linewidth 0.7 linecolor "#aaaaaa" notitle
unset arrow
unset logscale
unset border
unset tics
unset xlabel
unset ylabel
unset grid
set key center center font ",13" samplen 1
set title "truth; empty points set the rules"
set xrange [0:1]
set yrange [0:1]
plot \
  NaN with points pointtype 7 linecolor "#d95f02" title "overlapping", \
  NaN with points pointtype 7 linecolor "#1b9e77" title "structured aligned", \
  NaN with points pointtype 7 linecolor "#7570b3" title "disjoint", \
  NaN with points pointtype 7 linecolor "#aaaaaa" title "no class"
unset multiplot
