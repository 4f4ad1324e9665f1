# scaling-factors: How much a real demonstration counts beside an equally close simulated one
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1200,560 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set palette defined (0 "#2c3e80", 0.5 "#16a085", 1 "#f1c40f")
unset colorbox
set multiplot layout 1,2
set xlabel "mixing ratio w"
set grid linecolor "#eeeeee"
set key bottom right
set ylabel "g of a real demonstration"
plot [0:1] [0:1] \
  "figure.csv" using ($1 == 0.01 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor palette frac 0 title "N/M = 0.01", \
  "figure.csv" using ($1 == 0.05 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor palette frac 0.16666666666666666 title "N/M = 0.05", \
  "figure.csv" using ($1 == 0.1 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor palette frac 0.3333333333333333 title "N/M = 0.1", \
  "figure.csv" using ($1 == 0.3 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor palette frac 0.5 title "N/M = 0.3", \
  "figure.csv" using ($1 == 0.5 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor palette frac 0.6666666666666666 title "N/M = 0.5", \
  "figure.csv" using ($1 == 0.7 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor palette frac 0.8333333333333334 title "N/M = 0.7", \
  "figure.csv" using ($1 == 0.9 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor palette frac 1 title "N/M = 0.9", \
  "figure-markers.csv" using (strcol(2) eq "natural" ? $3 : NaN):($4) skip 1 with points pointtype 5 pointsize 0.9 linecolor "#222222" notitle, \
  "figure-markers.csv" using (strcol(2) eq "crossing" ? $3 : NaN):($4) skip 1 with points pointtype 7 pointsize 0.9 linecolor "#222222" notitle, \
  "figure-markers.csv" using (strcol(2) eq "guideline" ? $3 : NaN):($4) skip 1 with points pointtype 9 pointsize 0.9 linecolor "#222222" notitle, \
  "published.csv" using 2:3 skip 1 with points pointtype 6 pointsize 1.6 linecolor "#c0392b" title "published markers", \
  1 - x with lines dashtype 3 linecolor "#999999" notitle
set key top right
set ylabel "g of a simulated demonstration"
plot [0:1] [0:1] \
  "figure.csv" using ($1 == 0.01 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor palette frac 0 notitle, \
  "figure.csv" using ($1 == 0.05 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor palette frac 0.16666666666666666 notitle, \
  "figure.csv" using ($1 == 0.1 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor palette frac 0.3333333333333333 notitle, \
  "figure.csv" using ($1 == 0.3 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor palette frac 0.5 notitle, \
  "figure.csv" using ($1 == 0.5 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor palette frac 0.6666666666666666 notitle, \
  "figure.csv" using ($1 == 0.7 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor palette frac 0.8333333333333334 notitle, \
  "figure.csv" using ($1 == 0.9 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor palette frac 1 notitle, \
  "figure-markers.csv" using (strcol(2) eq "natural" ? $3 : NaN):(1 - $4) skip 1 with points pointtype 5 pointsize 0.9 linecolor "#222222" title "natural ratio, g = ½", \
  "figure-markers.csv" using (strcol(2) eq "crossing" ? $3 : NaN):(1 - $4) skip 1 with points pointtype 7 pointsize 0.9 linecolor "#222222" title "crossing, g = 1 − w", \
  "figure-markers.csv" using (strcol(2) eq "guideline" ? $3 : NaN):(1 - $4) skip 1 with points pointtype 9 pointsize 0.9 linecolor "#222222" title "guideline's upper end", \
  x with lines dashtype 3 linecolor "#999999" notitle
unset multiplot
